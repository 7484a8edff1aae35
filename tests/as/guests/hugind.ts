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

/** How long a result of that name is. */
function once(what: string): i32 {
  if (what == "args") return hugind.args().length;
  if (what == "input") return hugind.input("p").length;
  if (what == "version") return hugind.version().length;
  if (what == "fetch") return hugind.fetch("http://x").length;
  if (what == "chat") return hugind.chat("x").length;
  if (what == "stream") return hugind.chatStream("x", ignore, ignore).length;
  if (what == "run") return hugind.runCommand("x").length;
  if (what == "spawn") return hugind.spawn(["x", "y"]).length;
  if (what == "tools") return hugind.tools().length;
  if (what == "call") return hugind.callTool("x").length;
  if (what == "memory") return hugind.teamMemory.get("a/k").length;
  if (what == "all") return hugind.teamMemory.all().length;
  if (what == "summary") return hugind.teamMemory.summary().length;
  if (what == "messages") return hugind.messages.receive().length;
  if (what == "catalog") return hugind.skills.catalog().length;
  if (what == "skill") return hugind.skills.activate("x").length;
  if (what == "cwd") return fs.cwd().length;
  if (what == "realpath") return fs.realpath("x").length;
  if (what == "text") return fs.readText("x").length;
  if (what == "bytes") return fs.readBytes("x").length;
  if (what == "list") return fs.listDir(".").length;
  if (what == "stat") return fs.stat("x").path.length;
  throw new Error("nothing is called " + what);
}

function ignore(text: string): void {}

/** Bytes of memory in use: all but what can be had before it has to grow. */
function inUse(): i32 {
  const size = 1024;
  __collect();
  const pages = memory.size();
  let free = 0;
  let last: usize = 0; // each block holds the address of the one before
  while (memory.size() == pages) {
    const block = heap.alloc(size);
    store<usize>(block, last);
    last = block;
    free += size;
  }
  while (last != 0) {
    const block = last;
    last = load<usize>(block);
    heap.free(block);
  }
  return (pages << 16) - free;
}

/** What came of many results. */
@json
class Many {
  /** How long they are together. */
  units: i32 = 0;
  /** Whether more memory is in use after them than after the first tenth. */
  lost: bool = false;
}

/** The same result, over and over. */
function many(what: string, count: i32): void {
  let units = 0;
  for (let i = 0; i < count; i++) units += once(what);
  hugind.setResult(units);
}

/** The same, and whether what is in use is measured to be more after it. */
function steady(what: string, count: i32): void {
  const told = new Many();
  let before = 0;
  for (let i = 0; i < count; i++) {
    if (i == count / 10) before = inUse();
    told.units += once(what);
  }
  const bytes = inUse() - before;
  // That it is measured costs up to 40,000; 3,000 small blocks are more.
  told.lost = bytes > 65536;
  if (told.lost) hugind.eprint(bytes.toString() + " bytes more in use");
  hugind.setResult(told);
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
  else if (what == "steady") steady(args[1], I32.parseInt(args[2]));
  else if (what == "throw") throw new Error("thröwn");
  else if (what == "index") say("none", args[99]);
  for (let i = 0; i < said.length; i++) hugind.print(said[i]);
}
main();
