/**
 * {{title}}: a Hugind agent that answers a question, word by word.
 *
 * Top-level statements are the agent. The host runs them once; what it fails
 * at, or does not allow, ends the run.
 */
import { args, chatStream, eprint, input, message, printRaw, setResult } from "guestkit/hugind";

/** What the run results in. */
@json
class Answer {
  question: string = "";
  answer: string = "";
  pieces: i32 = 0;
}

const answer = new Answer();

/** Called while the model is still writing. */
function onToken(text: string): void {
  answer.pieces++;
  printRaw(text);
}

/** The words after "--"; without any, a line that is asked for. */
function question(): string {
  const words = args();
  return words.length > 0 ? words.join(" ") : input("Your question? ");
}

function main(): void {
  answer.question = question();
  if (answer.question == "") {
    eprint("nothing was asked");
    return;
  }
  const request = '{"messages":[' + message("system", "Answer in one sentence.") + "," +
    message("user", answer.question) + "]}";
  answer.answer = chatStream(request, onToken);
  printRaw("\n");
  setResult(answer);
}

main();
