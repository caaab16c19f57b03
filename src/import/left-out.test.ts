import { describe, expect, it } from 'vitest';
import { applyAnswers } from './answers.ts';
import { importAspireManifest } from './aspire-manifest.ts';
import { importDockerCompose } from './docker-compose.ts';
import type { ImportResult } from './imported.ts';
import { calls, cloud, container, http, manifest, project, uses, value } from './testing/manifests.ts';
import { arrows, boxes, expectCanonical, succeeded } from './testing/outline.ts';

/** A compose file with one of each sort that takes no part in the way of a request. */
const PRESS = `
services:
  site: {image: press/site, ports: ["80:80"], depends_on: {pages: {}, tracer: {}, site-migrate: {condition: service_completed_successfully}}}
  pages: {image: "postgres:17"}
  site-migrate: {image: press/site, command: migrate up, depends_on: [pages]}
  fill-seed: {image: press/site, depends_on: [pages]}
  tracer: {image: "jaegertracing/all-in-one:1", depends_on: [spans]}
  spans: {image: "elasticsearch:9"}
  browser: {image: "adminer:5", ports: ["8081:8080"], depends_on: [pages]}
  nightly: {image: press/pg-backup, environment: {PGHOST: pages}}
  shell: {image: press/site, profiles: [debug]}
  site-base: &base {image: press/site}
  extra: {<<: *base, command: serve extra, expose: [9000]}
`;

/** Names of what is left out and asked about. */
function leftOut(result: ImportResult): string[] {
  return succeeded(result).questions.filter(({ topic }) => topic === 'leftOut').map(({ text }) => /"(.+)"/.exec(text)![1]!);
}

describe('what takes no part in the way of a request', () => {
  it('is left out, listed with its reason, and asked about', () => {
    const result = succeeded(importDockerCompose(PRESS));
    expect(boxes(result.document)).toEqual(['client Users', 'database pages', 'service extra', 'service site']);
    const names = ['site-migrate', 'fill-seed', 'tracer', 'browser', 'nightly', 'shell', 'site-base', 'spans'];
    expect(leftOut(result)).toEqual(names);
    for (const name of names) expect(result.remarks).toContainEqual({ where: name, what: expect.stringMatching(/^is not drawn: it \w+/) as string });
    expect(result.remarks).toContainEqual({ where: 'spans', what: 'is not drawn: it keeps what "tracer" needs and serves nothing else' });
  });

  it('is drawn when it is wanted, with the calls of those that refer to it', () => {
    const result = succeeded(importDockerCompose(PRESS));
    const document = applyAnswers(result, { 'include/tracer': 'yes', 'include/spans': 'yes', 'include/browser': 'yes' });
    expectCanonical(document);
    expect(arrows(document)).toEqual([
      'Timer of browser > browser http1', 'Users > site http1', 'browser > pages tcp', 'site > extra http1', 'site > pages tcp', 'site > tracer http1', 'tracer > spans tcp',
    ]);
    expect(applyAnswers(result, { 'include/tracer': 'no', 'include/spans': 'perhaps' })).toEqual(result.document);
  });

  it('is told once for all roles and identities of a manifest', () => {
    const { document, remarks } = succeeded(importAspireManifest(manifest({ api: project({}, http()), 'api-identity': cloud('api-identity'), 'api-roles-bus': cloud('api-roles-bus'), spare: cloud('spare') })));
    expect(boxes(document)).toEqual(['client Users', 'service api']);
    expect(remarks.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'spare: is not drawn: nothing that runs calls it', ': 2 cloud resources are not drawn: roles, identities and where things run',
    ]);
  });

  it('is found in manifests too: migrations, watchers and stores that nothing refers to', () => {
    const result = importAspireManifest(manifest({
      store: container('store', 'postgres:17', 'Host=@@'),
      ledger: value('{store.connectionString};Database=ledger'),
      lonely: container('lonely', 'mongo:8', 'mongodb://@@'),
      'ledger-migrations': project(uses('ledger')),
      mails: container('mails', 'maildev/maildev:2'),
      api: project({ ...uses('ledger'), MAIL_URI: '{mails.bindings.tcp.url}' }, http({ external: true })),
      'migration-portal': project(calls('api'), http({ external: true })),
    }));
    const { document } = succeeded(result);
    expect(boxes(document)).toEqual(['client Users of api', 'client Users of migration-portal', 'database store', 'service api', 'service migration-portal']);
    expect(leftOut(result)).toEqual(['ledger-migrations', 'mails', 'lonely']);
    const drawn = applyAnswers(succeeded(result), { 'include/mails': 'yes', 'include/ledger-migrations': 'yes' });
    expect(arrows(drawn)).toEqual(expect.arrayContaining(['api > mails tcp', 'ledger-migrations > store tcp']));
  });
});
