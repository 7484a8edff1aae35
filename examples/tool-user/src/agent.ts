/**
 * tool-user: answers a question with the help of tools.
 *
 * The model is told which tools there are. It answers with JSON: a tool to
 * call, or the answer. What a tool says goes back to the model, until it knows
 * enough.
 */
import { args, callTool, chat, eprint, message, setResult, Tool, tools } from "guestkit/hugind";
import { quote, Value } from "guestkit/json";

/** A model that still calls tools after this many would go on for ever. */
const MOST_CALLS = 5;

/** What the run results in. */
@json
class Result {
  answer: string = "";
  /** The tools that were called, in order. */
  called: string[] = [];
}

/** What the model is told first: how to answer, and what it may call. */
function order(found: Tool[]): string {
  let text = 'Answer with JSON alone: {"tool":NAME,"args":{…}} to call a tool, ' +
    '{"answer":TEXT} when you know the answer. The tools:';
  for (let i = 0; i < found.length; i++)
    text += "\n" + found[i].name + ": " + found[i].description +
      " Arguments: " + found[i].inputSchema.toString();
  return text;
}

function has(found: Tool[], name: string): bool {
  for (let i = 0; i < found.length; i++) if (found[i].name == name) return true;
  return false;
}

/** A member's text; "" when there is none. */
function member(reply: Value | null, name: string): string {
  if (reply === null) return "";
  const value = reply.get(name);
  return value === null ? "" : value.string();
}

/** What the tool says, as JSON. A name that the host does not know would end
 * the run, so that a model which makes one up is told so instead. */
function use(found: Tool[], name: string, given: Value | null): string {
  if (!has(found, name)) return '{"error":' + quote("there is no tool " + name) + "}";
  eprint("calling " + name);
  return callTool(name, given === null ? "{}" : given.toString());
}

function ask(question: string): Result {
  const found = tools();
  const result = new Result();
  const talk = [message("system", order(found)), message("user", question)];

  for (let i = 0; i <= MOST_CALLS; i++) {
    const said = chat('{"messages":[' + talk.join(",") + "]}");
    const reply = Value.parse(said); // null when it is no JSON
    const name = member(reply, "tool");
    if (reply === null || name == "") {
      const answer = member(reply, "answer");
      result.answer = answer == "" ? said : answer;
      return result;
    }
    talk.push(message("assistant", said));
    talk.push(message("user", use(found, name, reply.get("args"))));
    result.called.push(name);
  }
  eprint("no answer after " + MOST_CALLS.toString() + " tools");
  return result;
}

const words = args();
if (words.length > 0) setResult(ask(words.join(" ")));
else eprint("ask a question");
