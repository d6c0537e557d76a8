/** The part of the WebAssembly API that is used here; TypeScript has it only beside the DOM. */
declare namespace WebAssembly {
  interface Module {
    readonly [kind: symbol]: 'module';
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
