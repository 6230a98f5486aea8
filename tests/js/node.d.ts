/** The few names of Node that the tests use, so that no type package is needed for them. */
declare module "node:test" {
  export const mock: { timers: { enable(options: { apis: string[] }): void; reset(): void; tick(ms: number): void } };
  export function test(name: string, run: () => unknown): void;
}
declare module "node:assert/strict" {
  const assert: {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    match(text: string, pattern: RegExp): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    throws(run: () => unknown, expected?: unknown): void;
    rejects(run: Promise<unknown> | (() => Promise<unknown>), expected?: unknown): Promise<void>;
  };
  export default assert;
}
declare module "node:fs" {
  export function readFileSync(path: number | string | URL, encoding: "utf8"): string;
}
declare module "node:readline" {
  export function createInterface(options: { input: unknown }): AsyncIterable<string>;
}
declare const process: { stdin: unknown; stdout: { write(text: string): void } };
