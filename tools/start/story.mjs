/** What `npm start -- --once` does when everything runs: an operator drills every service, through the gateway alone. */

const services = ['registry', 'evaluation', 'subsidy', 'audit', 'gateway'];
const CONFIRMED_WITHIN_MS = 20_000;

/**
 * @param {{ gatewayUrl: string, write?: (text: string) => void }} options
 * @returns {Promise<boolean>} whether it went as it should
 */
export async function story({ gatewayUrl, write = (text) => process.stdout.write(text) }) {
  const results = [];
  for (const service of services) results.push(await drill(gatewayUrl, service, write));
  return results.every(Boolean);
}

/**
 * Starts a drill and waits until the audit's receipt has confirmed it: command, event, receipt and answer all took their way.
 * @param {string} gatewayUrl
 * @param {string} service
 * @param {(text: string) => void} write
 */
async function drill(gatewayUrl, service, write) {
  const begun = performance.now();
  const drills = `${gatewayUrl}/api/v1/services/${service}/drills`;
  let state = await ask(drills, { method: 'POST', body: JSON.stringify({ note: 'npm start -- --once' }) });
  while (state.body.state === 'started' && performance.now() - begun < CONFIRMED_WITHIN_MS) {
    await new Promise((resume) => setTimeout(resume, 20));
    state = await ask(`${drills}/${state.body.id}`, {});
  }
  const isConfirmed = state.body.state === 'confirmed';
  write(`drill of ${service}: ${isConfirmed ? 'confirmed' : JSON.stringify(state)} after ${Math.round(performance.now() - begun)} ms\n`);
  return isConfirmed;
}

/**
 * @param {string} url
 * @param {RequestInit} request
 */
async function ask(url, request) {
  const headers = {
    'content-type': 'application/json',
    'accept-language': 'en',
    authorization: 'Bearer sandbox.CN-22.system-administrator',
    'idempotency-key': crypto.randomUUID(),
  };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000), ...request });
  return { status: response.status, body: await response.json() };
}
