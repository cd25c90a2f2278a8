/** Health check of a service's container: exit code 0 when it says that it is ready. */
const response = await fetch(`http://127.0.0.1:${process.env['JIQUN_HTTP_PORT']}/health/ready`, { signal: AbortSignal.timeout(3000) });
if (!response.ok) process.stderr.write(`${response.status} ${await response.text()}\n`);
process.exit(response.ok ? 0 : 1);
