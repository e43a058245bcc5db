import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CLIENT_ID = 'rollcall';
export const CLIENT_SECRET = 'larch-2290-behind-the-mirror';

/** Who signs in at the provider. */
export interface Claims {
  sub: string;
  email: string;
  roles?: string[];
}

/** An OpenID Connect provider (code flow with PKCE, ES256) with a page of its own to pass. */
export class Provider {
  /** Whoever comes next. */
  claims: Claims = { sub: 'ada', email: 'ada@acme.example' };

  private readonly key: KeyObject;
  private readonly jwk: object;
  private readonly codes = new Map<string, URLSearchParams>();

  private constructor(private readonly server: Server) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = privateKey;
    this.jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'first', use: 'sig' };
  }

  static async start(): Promise<Provider> {
    const server = createServer();
    const provider = new Provider(server);
    server.on('request', (request, response) => void provider.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url!, this.issuer);
    if (url.pathname === '/.well-known/openid-configuration') return send(response, 200, this.discovery());
    if (url.pathname === '/keys') return send(response, 200, { keys: [this.jwk] });
    if (url.pathname === '/authorize') return this.authorize(url.searchParams, response);
    if (url.pathname === '/token') {
      let body = '';
      for await (const chunk of request) body += chunk;
      return this.token(request, new URLSearchParams(body), response);
    }
    return send(response, 404, {});
  }

  private discovery(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  /** A page with the two ways back: as the person, or refused. */
  private authorize(asked: URLSearchParams, response: ServerResponse) {
    const code = `code-${this.codes.size + 1}`;
    this.codes.set(code, asked);
    const back = (answer: Record<string, string>) => {
      const query = new URLSearchParams({ ...answer, state: asked.get('state')!, iss: this.issuer });
      return `${asked.get('redirect_uri')}?${query}`.replaceAll('&', '&amp;');
    };
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,">
      <h1>The provider asks ${asked.get('prompt') === 'login' ? 'again' : 'once'}</h1>
      <p><a href="${back({ code })}">Continue as ${this.claims.email}</a></p>
      <p><a href="${back({ error: 'access_denied' })}">Decline</a></p></html>`);
  }

  private token(request: IncomingMessage, form: URLSearchParams, response: ServerResponse) {
    const asked = this.codes.get(form.get('code') ?? '');
    const basic = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    const known = request.headers.authorization === `Basic ${basic}`;
    if (!asked || !known || asked.get('code_challenge') !== challenge) {
      return send(response, 400, { error: 'invalid_grant' });
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...this.claims,
      iss: this.issuer,
      aud: CLIENT_ID,
      iat: now,
      exp: now + 60,
      auth_time: now,
      nonce: asked.get('nonce'),
      email_verified: true,
    };
    return send(response, 200, {
      access_token: 'access',
      token_type: 'Bearer',
      expires_in: 60,
      id_token: this.signed(claims),
    });
  }

  private signed(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'ES256', typ: 'JWT', kid: 'first' })}.${part(claims)}`;
    const signature = sign('sha256', Buffer.from(text), { key: this.key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }
}

function send(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
