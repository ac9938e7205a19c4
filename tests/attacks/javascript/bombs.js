// Takes memory as `Deno.args[0]` says, and tells when it has more than it may.

const held = [];
const BOMBS = {
  buffers: () => held.push(new Uint8Array(64 << 20)),
  wasm: () => held.push(new WebAssembly.Memory({ initial: 1024 })),
};
while (held.length < 48) BOMBS[Deno.args[0]]();
Deno.stdout.writeSync(new TextEncoder().encode("through"));
Deno.exit(0);
