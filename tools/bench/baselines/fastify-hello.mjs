/** The least that an HTTP request costs: Fastify and a constant. */
import fastify from 'fastify';

const app = fastify();
app.get('/', () => ({ hello: 'world' }));
console.log(`listening ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
