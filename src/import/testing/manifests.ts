/** Parts of manifests for tests: a resource as the App Host writes it, with only the fields that matter. */
export type Resource = Readonly<Record<string, unknown>>;

/** The text of a manifest with these resources. */
export function manifest(resources: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ $schema: 'https://json.schemastore.org/aspire-8.0.json', resources });
}

/** Endpoints over HTTP, by name. */
export function http(options: { readonly external?: true; readonly transport?: 'http' | 'http2'; readonly names?: readonly string[] } = {}): Resource {
  const { external, transport = 'http', names = ['http'] } = options;
  const binding = { scheme: 'http', protocol: 'tcp', transport, ...(external === undefined ? {} : { external }) };
  return Object.fromEntries(names.map((name) => [name, binding]));
}

/** A .NET project. */
export function project(env: Readonly<Record<string, unknown>> = {}, bindings?: Resource): Resource {
  return { type: 'project.v0', path: '../x.csproj', env, ...(bindings === undefined ? {} : { bindings }) };
}

/** A container with one TCP endpoint and a connection string, in which `@@` is its address. */
export function container(name: string, image: string, connectionString = '@@', more: Resource = {}): Resource {
  return {
    type: 'container.v0',
    image,
    connectionString: connectionString.replace('@@', `{${name}.bindings.tcp.host}:{${name}.bindings.tcp.port}`),
    bindings: { tcp: { scheme: 'tcp', protocol: 'tcp', transport: 'tcp', targetPort: 1 } },
    ...more,
  };
}

/** A cloud resource; its connection string is one of its outputs. */
export function cloud(name: string, output?: string): Resource {
  const path = `${name}.module.bicep`;
  return { type: 'azure.bicep.v0', path, ...(output === undefined ? {} : { connectionString: `{${name}.outputs.${output}}` }) };
}

/** A child that is known by its connection string. */
export function value(connectionString: string): Resource {
  return { type: 'value.v0', connectionString };
}

/** A parameter without a value of its own. */
export function parameter(name: string, input: Resource = {}): Resource {
  return { type: 'parameter.v0', value: `{${name}.inputs.value}`, inputs: { value: { type: 'string', ...input } } };
}

/** Settings that refer to the endpoints of a service, as `WithReference` writes them. */
export function calls(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`services__${name}__http__0`, `{${name}.bindings.http.url}`]));
}

/** Settings that refer to connection strings. */
export function uses(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`ConnectionStrings__${name}`, `{${name}.connectionString}`]));
}

/** A parcel service with everything that one manifest can show: a proxy in front, a call over gRPC named twice, a call to
 *  the outside, a cache, a broker in a container with an encoded password, a cloud broker with one queue, and roles. */
export const PARCELS: Readonly<Record<string, Resource>> = {
  labels: container('labels', 'docker.io/library/redis:8.6'),
  'post-secret': parameter('post-secret', { secret: true, default: { generate: { minLength: 22 } } }),
  'post-secret-encoded': { type: 'annotated.string', value: '{post-secret.value}', filter: 'uri' },
  post: container('post', 'docker.io/library/rabbitmq:4.2', 'amqp://guest:{post-secret-encoded.value}@@@', {
    env: { RABBITMQ_DEFAULT_PASS: '{post-secret.value}' },
  }),
  office: cloud('office', 'serviceBusEndpoint'),
  receipts: value('Endpoint={office.outputs.serviceBusEndpoint};EntityPath=receipts'),
  'office-roles': { type: 'azure.bicep.v0', path: 'r.bicep', params: { office_outputs_name: '{office.outputs.name}' } },
  tariffs: project({ HTTP_PORTS: '{tariffs.bindings.http.targetPort}', ...uses('labels') }, http({ transport: 'http2' })),
  parcels: project(
    {
      HTTP_PORTS: '{parcels.bindings.http.targetPort}',
      ...calls('tariffs'),
      TARIFFS_HTTP: '{tariffs.bindings.http.url}',
      ...uses('post'),
      services__customs__https__0: 'https://customs.example.org/',
    },
    http(),
  ),
  counter: {
    type: 'container.v0',
    image: 'mcr.microsoft.com/dotnet/nightly/yarp:2.3-preview',
    env: { REVERSEPROXY__ROUTES__route0__MATCH__PATH: '/parcels/{**catch-all}', ...calls('parcels') },
    bindings: http({ external: true }),
  },
  'sorting-worker': project(uses('post', 'receipts')),
};
