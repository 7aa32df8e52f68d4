/**
 * The playground's test servers, for scripts/start.mjs: one process with all of them, started when the page is first asked for, so that nobody else waits for it.
 * The page may connect to exactly these servers and to nothing else beside its own origin.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { headersFor } from '../demo/policy.mjs';
import { root } from './files.mjs';

/** How long the page waits for the servers. What is not there then is told as missing. Milliseconds. */
const PATIENCE = 45_000;
const PROTOCOLS = ['party', 'realtime-session', 'user-channel', 'cossistant', 'topics', 'socket-io'];

export function playground(party) {
  let child, started;

  function start() {
    const found = new Map();
    let problem = 'It did not start in time.';
    const all = () => PROTOCOLS.map((protocol) => found.get(protocol) ?? { protocol, error: problem });
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(all()), PATIENCE);
      const end = (words) => {
        if (words) problem = words;
        clearTimeout(timer);
        resolve(all());
      };
      child = fork(join(root, 'test/servers/playground.ts'), [party], { cwd: root, execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child.unref();
      child.channel?.unref();
      child.on('message', (message) => {
        if (message.done) end();
        else found.set(message.protocol, message);
      });
      child.once('error', (error) => end(error.message));
      child.once('exit', (code) => {
        end(`The process with the test servers ended (${code}).`);
        // The next visit tries again.
        started = child = undefined;
      });
    });
  }

  /** `[{ protocol, url, controlUrl } | { protocol, error }]`, all six. */
  const servers = () => (started ??= start());

  return {
    plugin: {
      name: 'demo-playground',
      configureServer(server) {
        server.middlewares.use((request, response, next) => {
          const { pathname } = new URL(request.url ?? '/', 'http://demo');
          if (pathname === '/playground/servers.json') {
            void servers().then((list) => response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(list)));
          } else if (pathname === '/playground/' || pathname === '/playground/index.html') {
            void servers().then((list) => {
              const addresses = list.flatMap(({ url, controlUrl }) => (url ? [url, url.replace(/^http/, 'ws'), controlUrl] : []));
              for (const [name, value] of Object.entries(headersFor({ 'connect-src': addresses }))) response.setHeader(name, value);
              next();
            });
          } else next();
        });
      },
    },
    close() {
      child?.kill();
    },
  };
}
