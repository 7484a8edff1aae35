// live_server.mjs FILE: a small server for what guests reach with --live. Its
// port is written to FILE. POST /v1/chat/completions speaks OpenAI's chat
// completions as far as a guest can tell; the rest is for GET.
import { createServer } from 'node:http';
import { renameSync, writeFileSync } from 'node:fs';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function completion(request, extra) {
  const last = request.messages.filter((m) => m.role === 'user').at(-1);
  const words = `You said: ${last.content} (${extra})`;
  const head = { id: 'chatcmpl-1', created: 1, model: request.model };
  return { words, head };
}

async function stream(response, head, words, breaks) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const events = words.split(/(?= )/).map((content) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  }));
  const text = `: ready\n\n${events.map((e) => `data: ${JSON.stringify(e)}\r\n\r\n`).join('')}data: [DONE]\n\n`;
  // In pieces that end anywhere, each a packet of its own.
  for (let at = 0; at < text.length; at += 97) {
    response.write(text.slice(at, at + 97));
    await pause(5);
    if (breaks && at > 200) return response.socket.destroy();
  }
  response.end();
}

async function chat(request, response, body) {
  const fail = (status, message) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message } }));
  };
  let asked;
  try {
    asked = JSON.parse(body);
  } catch {
    return fail(400, 'no JSON');
  }
  if (!Array.isArray(asked.messages) || typeof asked.model !== 'string')
    return fail(400, 'messages and model are required');
  if (asked.model === 'locked' && request.headers.authorization !== 'Bearer sk-test')
    return fail(401, `no key: ${request.headers.authorization ?? 'none'}`);
  if (asked.model === 'sleeps') return;
  const extra = [
    request.headers['content-type'],
    `session ${request.headers['x-session-id'] ?? 'none'}`,
    `keys ${Object.keys(asked).join(' ')}`,
  ].join(', ');
  const { words, head } = completion(asked, extra);
  if (asked.stream) return stream(response, head, words, asked.model === 'breaks');
  const message = { role: 'assistant', content: words };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] }));
}

function get(request, response) {
  const hop = /^\/hop\/(\d+)$/.exec(request.url);
  if (hop) {
    const left = Number(hop[1]);
    if (left === 0) return response.end('arrived');
    response.writeHead(302, { location: left % 2 ? String(left - 1) : `/hop/${left - 1}` });
    return response.end('elsewhere');
  }
  switch (request.url) {
    case '/agent':
      return response.end(`${request.method} ${request.headers['user-agent']}`);
    case '/slow':
      return setTimeout(() => response.end('late'), 3000);
    case '/big':
      return response.end('0123456789'.repeat(20000));
    case '/broken':
      response.writeHead(200, { 'content-length': 100 });
      response.write('half of it');
      return setTimeout(() => request.socket.destroy(), 50);
    default:
      response.statusCode = 404;
      return response.end('nothing');
  }
}

// What is known of sessions: "asked ID" and "deleted ID", in order; GET
// /sessions tells and begins anew.
let sessions = [];

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const id = request.headers['x-session-id'];
    if (id) sessions.push(`asked ${id}`);
    if (request.url.endsWith('/chat/completions')) return chat(request, response, body);
    if (request.method === 'DELETE') {
      sessions.push(`deleted ${request.url} ${request.headers.authorization ?? 'without a key'}`);
      response.statusCode = request.url.startsWith('/keeps/') ? 500 : 204;
      return response.end();
    }
    if (request.url === '/sessions') {
      response.end(sessions.map((line) => `${line}\n`).join(''));
      sessions = [];
    } else get(request, response);
  });
});
server.listen(0, '127.0.0.1', () => {
  writeFileSync(`${process.argv[2]}.new`, String(server.address().port));
  renameSync(`${process.argv[2]}.new`, process.argv[2]);
});
// Nobody's server for ever, whatever becomes of the test.
setTimeout(() => process.exit(1), 120000);
