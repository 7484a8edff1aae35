// An agent that does one thing, told by its first argument; hugind.mjs runs it
// in a host of its own.
import * as hugind from "guestkit/hugind";
import * as fs from "guestkit/hugind_fs";
import { Value, parse } from "guestkit/json";

export { llm_on_sse } from "guestkit/hugind";

@json
class Point {
  x: f64 = 0;
  name: string = "";
}

let said: string[] = [];

function say(name: string, text: string): void {
  said.push(name + "=" + text);
}

function onToken(text: string): void {
  say("token", text);
  if (text == "trap") unreachable();
}

function onLine(text: string): void {
  say("line", text);
}

function console(): void {
  hugind.print("prïnt");
  hugind.printRaw("räw");
  hugind.eprint("ëprint");
  say("input", hugind.input("prömpt"));
  say("version", hugind.version());
  const input = hugind.runInput();
  say("args", input.args.join("|"));
  say("session", input.sessionId + " " + input.sessionMode);
  say("env", input.env.has("HOME") ? input.env.get("HOME") : "-");
  say("team", input.team.toString());
}

function world(): void {
  say("fetch", hugind.fetch("http://ä/"));
  say("chat", hugind.chat("hällo"));
  say("stream", hugind.chatStream(hugind.message("user", "h\"i"), onToken, onLine));
  say("silent", hugind.chatStream("again"));
  say("run", hugind.runCommand("ls ö"));
  say("failed", hugind.failed("Error: x").toString() + hugind.failed("ok").toString());
  say("spawn", hugind.spawn(["ls", "-l", "ö \"q\""]));
  const tools = hugind.tools();
  for (let i = 0; i < tools.length; i++)
    say("tool", [tools[i].name, tools[i].description, tools[i].server,
      tools[i].inputSchema.toString()].join("|"));
  say("call", hugind.callTool("s:töol", '{"a":[1]}'));
}

function team(): void {
  hugind.teamMemory.set("këy", "välue");
  say("get", hugind.teamMemory.get("a/këy"));
  say("all", hugind.teamMemory.all());
  say("summary", hugind.teamMemory.summary());
  hugind.messages.send("yöu", "hëy");
  hugind.messages.broadcast("äll");
  const got = hugind.messages.receive();
  for (let i = 0; i < got.length; i++)
    say("message", got[i].from + "|" + got[i].to + "|" + got[i].content);
  say("task", hugind.spawnTask('{"title":"ü"}'));
  hugind.agentic.registerTool('{"name":"ü"}');
  hugind.agentic.setSystemPrompt("prömpt");
  hugind.agentic.setMaxTurns(7);
  say("catalog", hugind.skills.catalog());
  say("skill", hugind.skills.activate("skïll"));
}

function files(): void {
  say("cwd", fs.cwd());
  say("is", fs.exists("ä").toString() + fs.isFile("b").toString() + fs.isDir("c").toString());
  say("realpath", fs.realpath("ä"));
  say("text", fs.readText("ä"));
  const bytes = fs.readBytes("b");
  say("bytes", bytes.length.toString() + " " + bytes[0].toString() + " " + bytes[3].toString());
  fs.writeText("ä", "tëxt");
  bytes[0] = 255;
  fs.writeBytes("b", bytes.subarray(0, 2));
  fs.appendText("ä", "mörë");
  say("list", fs.listDir("d").join("|"));
  fs.mkdir("d", true);
  fs.mkdir("e");
  fs.remove("d", true);
  fs.rename("ä", "ö");
  fs.copy("ö", "ü");
  const stat = fs.stat("ä");
  say("stat", [stat.path, stat.isFile.toString(), stat.isDir.toString(), stat.size.toString(),
    stat.isReadonly.toString(), stat.createdMs.toString(), stat.modifiedMs.toString()].join(" "));
}

/** The same result, over and over. */
function many(what: string, count: i32): void {
  let units = 0;
  for (let i = 0; i < count; i++) {
    if (what == "args") units += hugind.args().length;
    else if (what == "input") units += hugind.input("p").length;
    else if (what == "version") units += hugind.version().length;
    else if (what == "fetch") units += hugind.fetch("http://x").length;
    else if (what == "chat") units += hugind.chat("x").length;
    else if (what == "stream") units += hugind.chatStream("x").length;
    else if (what == "run") units += hugind.runCommand("x").length;
    else if (what == "spawn") units += hugind.spawn(["x", "y"]).length;
    else if (what == "tools") units += hugind.tools().length;
    else if (what == "call") units += hugind.callTool("x").length;
    else if (what == "memory") units += hugind.teamMemory.get("a/k").length;
    else if (what == "messages") units += hugind.messages.receive().length;
    else if (what == "skill") units += hugind.skills.activate("x").length;
    else if (what == "cwd") units += fs.cwd().length;
    else if (what == "text") units += fs.readText("x").length;
    else if (what == "bytes") units += fs.readBytes("x").length;
    else if (what == "list") units += fs.listDir("x").length;
    else if (what == "stat") units += fs.stat("x").path.length;
    else unreachable();
  }
  hugind.setResult(units);
}

/** Reads texts as JSON until there is none, and prints what was read. */
function json(): void {
  while (true) {
    const text = hugind.fetch("http://next");
    if (text == "end") return;
    const value = Value.parse(text);
    hugind.print(value === null ? "bad" : value.toString());
    let number: Value | null = null;
    if (value !== null) number = value.get("int");
    if (number !== null)
      hugind.print(number.int(-1).toString() + " " + number.number(-1).toString());
  }
}

function typed(): void {
  const point = parse<Point>(' { "x" : 1.5 , "name" : "\\u0001\\ud83d\\ude00" } ');
  say("point", point === null ? "bad" : point.name + point.x.toString());
  say("bad", (parse<Point>("{") === null).toString());
  if (point !== null) hugind.setResult<Point>(point);
}

function main(): void {
  const args = hugind.args();
  const what = args[0];
  if (what == "console") console();
  else if (what == "world") world();
  else if (what == "team") team();
  else if (what == "files") files();
  else if (what == "json") json();
  else if (what == "typed") typed();
  else if (what == "many") many(args[1], I32.parseInt(args[2]));
  else if (what == "throw") throw new Error("thröwn");
  else if (what == "index") say("none", args[99]);
  for (let i = 0; i < said.length; i++) hugind.print(said[i]);
}
main();
