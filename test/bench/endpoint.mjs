import { createServer } from 'node:http';
import process from 'node:process';
/** A webhook endpoint that does nothing but count: GET answers how many deliveries it got. */
let got = 0;
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  if (request.method === 'GET') {
    response.end(String(got));
    return;
  }
  request.resume().on('end', () => {
    got += 1;
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
