// Endpoints of an OpenAPI document, with what a caller has to send.
import { parseDocument } from 'yaml';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** `GET /entries` -> names of its required parameters. Undefined when the text is no OpenAPI document. */
export function endpointsOf(text: string): ReadonlyMap<string, readonly string[]> | undefined {
  const data = read(text);
  if (!isRecord(data) || !(typeof data['openapi'] === 'string' || typeof data['swagger'] === 'string'))
    return undefined;
  const paths = isRecord(data['paths']) ? data['paths'] : {};
  const found = new Map<string, readonly string[]>();
  for (const [path, item] of Object.entries(paths)) {
    if (!isRecord(item)) continue;
    for (const method of methods.filter((one) => isRecord(item[one]))) {
      const operation = item[method] as Record<string, unknown>;
      const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
      const required = parameters.filter((one) => isRecord(one) && one['required'] === true);
      found.set(
        `${method.toUpperCase()} ${path}`,
        required.map((one) => String((one as Record<string, unknown>)['name'])).sort(),
      );
    }
  }
  return found;
}

function read(text: string): unknown {
  if (text.length > 5_000_000) return undefined;
  try {
    return parseDocument(text).toJS({ maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
