/** The browser host: a worker that asks the loopback server for work, does it, and posts the result. */
'use strict';
function ask(path, body) {
  const request = new XMLHttpRequest();
  request.open('POST', path, false);
  request.send(body === undefined ? '' : JSON.stringify(body));
  return request;
}
function load(bundles) {
  self.wasm = {};
  for (const file of bundles) {
    if (!file.endsWith('.wasm')) {
      importScripts(`/${file}`);
      continue;
    }
    const request = new XMLHttpRequest();
    request.open('GET', `/${file}`, false);
    request.responseType = 'arraybuffer';
    request.send();
    self.wasm[file.slice(0, -5)] = new Uint8Array(request.response);
  }
}
self.onmessage = async () => {
  load(JSON.parse(ask('/bundles').responseText));
  for (;;) {
    const { program, args, end } = JSON.parse(ask('/next').responseText);
    if (end) return;
    ask('/done', await fulfil(program, args).catch((error) => ({ error: error.message })));
  }
};
async function fulfil(program, args) {
  const start = performance.now();
  const values = program === 'spin' ? spin(args[0]) : await self.programs[program](...args);
  return { values, wallMs: performance.now() - start };
}
/** Uses the processor, so that the server can tell which thread this is. */
function spin(ms) {
  const end = performance.now() + ms;
  let x = 0;
  while (performance.now() < end) x++;
  return [x];
}
