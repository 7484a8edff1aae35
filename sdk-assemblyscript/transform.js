// json-as, with two of its ways set right.
//
// Its fast string code (the default) writes broken text: "\u0001😀" comes out
// as other characters. Its plain code is right, and has to be chosen before the
// compiler starts.
//
// And it turns a file called assembly/index.ts into a library that nobody
// calls, the user's own as well, so that the module comes out empty.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

process.env.JSON_MODE = 'naive';
const path = createRequire(import.meta.url).resolve('json-as/transform');
const { default: JsonAs } = await import(pathToFileURL(path));

export default class extends JsonAs {
  afterParse(parser) {
    const own = parser.sources.filter((source) => source.internalPath === 'assembly/index');
    const kinds = own.map((source) => source.sourceKind);
    super.afterParse(parser);
    own.forEach((source, i) => (source.sourceKind = kinds[i]));
  }
}
