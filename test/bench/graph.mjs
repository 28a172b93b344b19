import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import process from 'node:process';
/**
 * The least that can stand for WhatsApp: reads a request, answers a wamid. Both sides of the benchmark call it, so
 * what they differ in is their own.
 */
let sent = 0;
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().on('end', () => {
    sent += 1;
    const answer = JSON.stringify({
      messaging_product: 'whatsapp',
      contacts: [{ input: '+14155550123', wa_id: '14155550123' }],
      messages: [{ id: `wamid.${sent}` }],
    });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
