// The second entry of every Hugind agent; asconfig/hugind.json names it.
export { alloc, llm_on_token } from "guestkit/assembly/hugind/exports";
