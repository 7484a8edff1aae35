// A plugin with a tool for each thing the SDK promises; cortex.mjs calls them.
// Names have 7 bytes, which the deployed host can call.
import {
  Call, Param, Request, Tool, Type, abiVersion, config, http, log, now, plugin, random, state,
} from "guestkit/cortex";
import { JSON, parse } from "guestkit/json";

let started: i32 = 0;
started++;

export function plugin_init(): void {
  log("init " + started.toString() + " " + now().toString());
}

@json
class Echo {
  text: string = "none";
  number: f64 = -1;
  flag: bool = false;
  list: f64[] = [];
}

function starts(call: Call): bool {
  return call.reply(started.toString());
}

function echo(call: Call): bool {
  const object = call.arg("object");
  return call.reply('{"int":' + call.int("number", -1).toString() +
    ',"object":' + (object === null ? "null" : object.toString()) +
    ',"echo":' + JSON.stringify(call.parse<Echo>()) + "}");
}

function needful(call: Call): bool {
  return call.reply(call.string("must"));
}

function bigOut(call: Call): bool {
  return call.reply("x".repeat(<i32>call.int("size")));
}

function bigBad(call: Call): bool {
  return call.fail("-" + "ä".repeat(<i32>(call.int("size") / 2)));
}

function keep(call: Call): bool {
  const old = state.get("käpt");
  const kept = state.set("käpt", call.string("value"));
  return call.reply((old === null ? "-" : old) + (kept ? " kept" : " refused"));
}

function keepNot(call: Call): bool {
  const large = "x".repeat(65536);
  const results: string[] = [
    state.set("k", "a\0b").toString(),
    state.set("k", large + "x").toString(),
    state.set("k", large).toString(),
  ];
  const back = state.get("k");
  results.push(back === null ? "none" : back.length.toString());
  return call.reply(results.join(" "));
}

function setting(call: Call): bool {
  const value = config("cölor");
  return value === null ? call.fail("none") : call.reply(value);
}

function fetch(call: Call): bool {
  const request = new Request(call.string("url"));
  request.method = call.string("method", "GET");
  request.body = call.string("body");
  request.headers = call.string("headers");
  const reply = http(request);
  return call.reply(reply.failed.toString() + " " + reply.status.toString() + " " +
    reply.ok.toString() + " " + reply.truncated.toString() + " " + reply.body.substring(0, 60));
}

function clock(call: Call): bool {
  return call.reply(now().toString() + " " + abiVersion().toString());
}

function randoms(call: Call): bool {
  const bytes = random(70000);
  let same = 0;
  for (let i = 0; i < bytes.length; i++) same += i32(bytes[i] == 0x5a);
  return call.reply(same.toString());
}

/** Falls with references on the stack. */
function crash(call: Call): bool {
  const kept: string[] = ["a", "b"];
  if (!call.given("safe")) throw new Error("no " + kept.join("ö"));
  return call.reply("safe");
}

/** As many results of one kind as are asked for. */
function many(call: Call): bool {
  const what = call.string("what");
  const count = <i32>call.int("count");
  let bytes = 0;
  const request = new Request("http://echo");
  for (let i = 0; i < count; i++) {
    if (what == "config") bytes += config("cölor")!.length;
    else if (what == "state") bytes += state.get("käpt")!.length;
    else if (what == "set") bytes += i32(state.set("other", i.toString().padStart(1000)));
    else if (what == "http") bytes += http(request).body.length;
    else if (what == "random") bytes += random(1000).length;
    else log("line " + i.toString());
  }
  return call.reply(bytes.toString());
}

function readJson(call: Call): bool {
  const echoed = parse<Echo>(call.string("json"));
  return echoed === null ? call.fail("bad") : call.reply(JSON.stringify(echoed));
}

plugin([
  new Tool("started", "Top-level statements run", starts),
  new Tool("echo_it", "All kinds of arguments", echo, [
    Param.optional("text", Type.String, "Text"),
    Param.optional("number", Type.Number, "Number"),
    Param.optional("flag", Type.Boolean, "Flag"),
    Param.optional("object", Type.Object, "Object"),
    Param.optional("list", Type.Array, "List"),
  ]),
  new Tool("needful", "A required argument", needful, [
    Param.required("must", Type.String, "What it takes: \"quotes\", \\ and \t"),
  ]),
  new Tool("big_out", "A long result", bigOut, [Param.required("size", Type.Number, "Bytes")]),
  new Tool("big_bad", "A long error", bigBad, [Param.required("size", Type.Number, "Bytes")]),
  new Tool("keep_it", "State", keep),
  new Tool("keep_no", "State that is refused", keepNot),
  new Tool("setting", "Configuration", setting),
  new Tool("fetch_i", "HTTP", fetch),
  new Tool("clock_i", "Time", clock),
  new Tool("randoms", "Random bytes", randoms),
  new Tool("crash_i", "A trap", crash),
  new Tool("many_of", "Many results", many),
  new Tool("read_it", "JSON of others", readJson),
]);
