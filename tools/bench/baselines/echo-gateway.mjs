/** Fastify in front of echo-service.mjs, with the client's own requests. */
import { connect } from '@nats-io/transport-node';
import fastify from 'fastify';

const connection = await connect({ servers: process.env['NATS_URL'] });
const app = fastify();
app.post('/', async (request, reply) => {
  const answer = await connection.request('bench.echo', JSON.stringify(request.body), { timeout: 5_000 });
  return await reply.type('application/json').send(answer.string());
});
console.log(`listening ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
