// A plugin as a table of tools.
import { Call } from "./call";

/** The type of a parameter; what a tool's description calls "type". */
export enum Type {
  String,
  Number,
  Boolean,
  Object,
  Array,
}

/** A parameter of a tool. */
export class Param {
  constructor(
    public name: string,
    public type: Type,
    public description: string,
    public required: bool,
  ) {}

  static required(name: string, type: Type, description: string): Param {
    return new Param(name, type, description, true);
  }

  static optional(name: string, type: Type, description: string): Param {
    return new Param(name, type, description, false);
  }
}

/**
 * What a tool does. It is called only when required arguments are there and
 * all types are right. Ends with `return call.reply(…)` or `call.fail(…)`.
 * @returns false when it failed.
 */
export type Run = (call: Call) => bool;

/**
 * A tool. Give it a name of 3, 7, 11, 15 … bytes: the deployed host can call
 * no others.
 */
export class Tool {
  constructor(
    public name: string,
    public description: string,
    public run: Run,
    public params: Param[] = [],
  ) {}
}

let tools: Tool[] = [];

/** Says what the plugin's tools are: once, as a top-level statement. */
export function plugin(table: Tool[]): void {
  tools = table;
}

/** The tools of this plugin. */
export function allTools(): Tool[] {
  return tools;
}
