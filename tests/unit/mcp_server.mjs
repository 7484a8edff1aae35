// An MCP server for tests, by hand: JSON-RPC lines over standard streams. Its
// first argument says how it behaves:
//   (none)   three tools in two pages, and chatter between its answers
//   refuse   answers "initialize" with an error
//   mute     never answers
//   die      ends when a tool is called
//   endless  a list of tools without an end
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [how = "", log = ""] = process.argv.slice(2);
const tools = [
  { name: "add", description: "Adds.", inputSchema: { type: "object", required: ["a", "b"] } },
  { name: "" },
  { name: "env" },
];

function send(message) {
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
}

function list(cursor) {
  if (how === "endless") return { tools: [], nextCursor: "more" };
  return cursor === "2" ? { tools: tools.slice(2) } : { tools: tools.slice(0, 2), nextCursor: "2" };
}

const text = (value) => ({ content: [{ type: "text", text: value }] });

function call({ name, arguments: args }) {
  switch (name) {
    case "add":
      return { result: text(String(args.a + args.b)) };
    case "echo":
      return { result: args };
    case "env":
      return { result: text([process.env.MCP_TEST, process.cwd(), process.ppid > 0].join(" ")) };
    case "fails":
      return { result: { ...text("no"), isError: true } };
    case "void":
      return {};
    case "big":
      return { result: text("x".repeat(args.bytes)) };
    case "blunt":
      return { error: { code: -1 } };
    default:
      return { error: { code: -32602, message: `Unknown tool: ${name}` } };
  }
}

function answer({ id, method, params }) {
  if (log !== "") appendFileSync(log, `${method} ${JSON.stringify(params ?? null)}\n`);
  if (how === "mute" || id === undefined) return;
  if (how === "die" && method === "tools/call") process.exit(0);
  // What a client must pass over.
  process.stdout.write("no JSON\n");
  send({ method: "notifications/message", params: { data: "chatter" } });
  send({ id, method: "ping" });
  if (method === "initialize" && how === "refuse") send({ id, error: { code: -1, message: "not today" } });
  else if (method === "initialize") send({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} } } });
  else if (method === "tools/list") send({ id, result: list(params?.cursor) });
  else if (method === "tools/call") send({ id, ...call(params) });
  else send({ id, error: { code: -32601, message: "Method not found" } });
}

createInterface({ input: process.stdin }).on("line", (line) => answer(JSON.parse(line)));
