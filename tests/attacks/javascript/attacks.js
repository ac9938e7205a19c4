// Tries what `Deno.args[0]` (JSON) names the aims of; a line of JSON says which succeeded.

const aims = JSON.parse(Deno.args[0]);

function blob(code) {
  return URL.createObjectURL(new Blob([code], { type: "application/javascript" }));
}

function connected(socket) {
  return new Promise((done, fail) => socket.on("connect", () => done(true)).on("error", fail));
}

const ATTACKS = {
  "a file by Deno": () => Deno.readTextFileSync(aims.secret),
  "a file by node:fs": async () => (await import("node:fs")).readFileSync(aims.secret, "utf8"),
  "a file by import": async () => (await import(`file://${aims.module}`)).default,
  "a file by fetch": async () => await (await fetch(`file://${aims.secret}`)).text(),
  "a file by a thread": () => {
    const code = `
      try { Deno.readTextFileSync(${JSON.stringify(aims.secret)}); postMessage(true) }
      catch (error) { postMessage(false) }`;
    const worker = new Worker(blob(code), { type: "module" });
    return new Promise((done, fail) => {
      worker.onmessage = (event) => done(event.data);
      worker.onerror = fail;
    });
  },
  "a folder": () => [...Deno.readDirSync(aims.folder)].length,
  "the environment of the parent": () => Deno.readFileSync(`/proc/${aims.pid}/environ`),
  "a file written": () => Deno.writeTextFileSync(`${aims.writable}/made-by-deno`, "x") ?? true,
  "a file removed": () => Deno.removeSync(`${aims.writable}/kept`) ?? true,
  "a program by Deno": () => new Deno.Command("/bin/true").outputSync().success,
  "a program by node": async () =>
    (await import("node:child_process")).spawnSync("/bin/true").status === 0,
  "a signal": () => Deno.kill(aims.pid, "SIGWINCH") ?? true,
  "a signal by node": async () => (await import("node:process")).default.kill(aims.pid, 0),
  "the environment": () => Deno.env.get("PATH"),
  "the name of the machine": () => Deno.hostname(),
  "a native library": () => Deno.dlopen("libc.so.6", {}),
  "the runner's socket by Deno": () => Deno.connect({ transport: "unix", path: aims.unix }),
  "the runner's socket by node": async () =>
    await connected((await import("node:net")).connect(aims.unix)),
  "an abstract socket": async () =>
    await connected((await import("node:net")).connect(aims.abstract)),
  "code from elsewhere": async () => (await import(`http://127.0.0.1:${aims.web}/x.js`)).default,
  "TCP by Deno": () => Deno.connect({ hostname: "127.0.0.1", port: aims.port }),
  "TCP by node": async () =>
    await connected((await import("node:net")).connect(aims.port, "127.0.0.1")),
  "fetch": async () => (await fetch(`http://127.0.0.1:${aims.web}/x.js`)).ok,
  "UDP": async () => {
    const socket = (await import("node:dgram")).createSocket("udp4");
    return await new Promise((done, fail) => {
      socket.on("error", fail);
      socket.send("x", aims.udp, "127.0.0.1", (error) => error ? fail(error) : done(true));
    });
  },
  "a port of its own": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  "a port of its own by node": async () => {
    const server = (await import("node:net")).createServer();
    return await new Promise((done, fail) => {
      server.on("error", fail).listen(0, "127.0.0.1", () => done(true));
    });
  },
  "another program in its place": () => {
    const { symbols } = Deno.dlopen("libc.so.6", {
      execve: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
    });
    const text = (said) => new TextEncoder().encode(`${said}\0`);
    const at = (bytes) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
    const words = [text("echo"), text(JSON.stringify({ "another program in its place": "through" }))];
    const list = new BigUint64Array([...words.map((word) => BigInt(at(word))), 0n]);
    return symbols.execve(text("/bin/echo"), list, new BigUint64Array(1)) === 0;
  },
};

const names = aims.only ? [aims.only] : Object.keys(ATTACKS).slice(0, -1);
const found = {};
for (const name of names) {
  try {
    const value = await ATTACKS[name]();
    found[name] = value ? "through" : "refused: nothing came of it";
  } catch (error) {
    found[name] = `refused: ${error}`;
  }
}
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(found) + "\n"));
Deno.exit(0);
