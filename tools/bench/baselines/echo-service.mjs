/** Answers every message with itself. */
import { connect } from '@nats-io/transport-node';

const connection = await connect({ servers: process.env['NATS_URL'] });
connection.subscribe('bench.echo', { callback: (_error, message) => void message.respond(message.data) });
await connection.flush();
console.log('listening');
