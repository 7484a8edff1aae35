// Who is told of an answer that comes in pieces. Internal.

/** Gets a text; it must not keep the host waiting. */
export type Listener = (text: string) => void;

function ignore(_text: string): void {}

let onToken: Listener = ignore;
let onLine: Listener = ignore;

/** @returns the listener that was there before, for a call inside a call. */
export function listenForTokens(listener: Listener | null): Listener {
  const before = onToken;
  onToken = listener === null ? ignore : listener;
  return before;
}

/** As listenForTokens. */
export function listenForLines(listener: Listener | null): Listener {
  const before = onLine;
  onLine = listener === null ? ignore : listener;
  return before;
}

export function gotToken(text: string): void {
  onToken(text);
}

export function gotLine(text: string): void {
  onLine(text);
}
