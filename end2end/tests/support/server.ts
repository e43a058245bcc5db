import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { foundIn, note, noteAllIn } from './secrets';

const BINARY = process.env.ROLLCALL_BINARY;
const PASSWORD = 'larkspur gravel piano Tuesday';
note('a password', PASSWORD);

export type Role = 'owner' | 'admin' | 'auditor';

export interface Person {
  email: string;
  password: string;
}

export interface Scim {
  status: number;
  body: any;
}

/** The real binary on a database of its own, in a folder of its own. */
export class Server {
  private tenants = 0;

  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    private readonly output: { err: string },
    readonly url: string,
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<Server> {
    if (!BINARY) throw new Error('ROLLCALL_BINARY names no binary: run these tests with `cargo xtask test`');
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-browser-'));
    const child = spawn(BINARY, ['serve'], { cwd: folder, env: environment(folder, settings) });
    const output = { err: '' };
    child.stderr!.on('data', (chunk) => (output.err += chunk));
    const url = await new Promise<string>((resolve, reject) => {
      let out = '';
      child.stdout!.on('data', (chunk) => {
        out += chunk;
        const started = /^listening on (\S+)$/m.exec(out);
        if (started) resolve(started[1]);
      });
      child.once('exit', (code) => reject(new Error(`rollcall serve ended with ${code}: ${output.err}`)));
    });
    return new Server(folder, child, output, url);
  }

  async stop(): Promise<void> {
    const told = await this.told();
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
    const places = { ...told, log: this.log, database: await this.storedBytes() };
    for (const [place, text] of Object.entries(places)) {
      const found = foundIn(text);
      if (found.length > 0) throw new Error(`${found.join(', ')} in: ${place}`);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What the server tells of itself: figures, and the logs of all tenants. */
  private async told(): Promise<Record<string, string>> {
    const metrics = await fetch(`${this.url}/metrics`).then((answer) => answer.text());
    const told: Record<string, string> = { metrics };
    const tenants = await this.cli(['tenant', 'list']);
    for (const line of tenants.split('\n').slice(1)) {
      const slug = line.split(/\s/)[0]!;
      for (const format of slug ? ['ndjson', 'csv'] : []) {
        told[`${slug}.${format}`] = await this.cli(['audit', 'export', '--tenant', slug, '--format', format]);
      }
    }
    return told;
  }

  /** What the server has written on its terminal so far. */
  get log(): string {
    return this.output.err;
  }

  /** The one-time link that a server without an owner prints. */
  get setupLink(): string {
    const link = /https?:\/\/\S+\/setup\/\S+/.exec(this.log);
    if (!link) throw new Error(`no set-up link in: ${this.log}`);
    return link[0];
  }

  /** Every byte the database has on disk. */
  async storedBytes(): Promise<string> {
    const files = (await readdir(this.folder)).filter((name) => name.startsWith('rollcall.db'));
    const contents = await Promise.all(files.map((name) => readFile(join(this.folder, name))));
    return Buffer.concat(contents).toString('latin1');
  }

  /** Runs a command on the same database; its standard output. */
  async cli(args: string[], input = ''): Promise<string> {
    const child = spawn(BINARY!, args, { cwd: this.folder, env: environment(this.folder, {}) });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    // A command that reads nothing may have ended before it is written to.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`rollcall ${args.join(' ')} ended with ${code}: ${err}`);
    if (args[0] !== 'audit') noteAllIn(out);
    return out.trim();
  }

  /** A tenant that no other test knows. */
  async tenant(name = 'Acme'): Promise<Tenant> {
    this.tenants += 1;
    const slug = `${name.toLowerCase()}-${this.tenants}`;
    await this.cli(['tenant', 'create', slug, '--name', name]);
    return new Tenant(this, slug, name);
  }
}

/** A tenant under test, filled by the command line and over SCIM. */
export class Tenant {
  private secret?: Promise<string>;

  constructor(
    readonly server: Server,
    readonly slug: string,
    readonly name: string,
  ) {}

  path(rest = ''): string {
    return `/t/${this.slug}${rest}`;
  }

  async member(role: Role): Promise<Person> {
    const email = `${role}@${this.slug}.example`;
    const where = ['--tenant', this.slug, '--email', email, '--role', role];
    await this.server.cli(['admin', 'create', ...where, '--password-stdin'], `${PASSWORD}\n`);
    return { email, password: PASSWORD };
  }

  async token(name: string, ...options: string[]): Promise<string> {
    return this.server.cli(['token', 'issue', '--tenant', this.slug, '--name', name, ...options]);
  }

  async scim(method: string, path: string, body?: unknown, secret?: string): Promise<Scim> {
    if (!secret) this.secret ??= this.token('okta');
    const credential = secret ?? (await this.secret);
    const response = await fetch(`${this.server.url}${this.path('/scim/v2')}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${credential}`,
        'content-type': 'application/scim+json',
        'user-agent': 'Okta SCIM Client 1.0.0',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  /** Provisions a user; its id. */
  async user(userName: string, more: object = {}): Promise<string> {
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    return this.made(await this.scim('POST', '/Users', { schemas, userName, ...more }));
  }

  /** Provisions a group; its id. */
  async group(displayName: string, members: string[] = []): Promise<string> {
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    const values = members.map((value) => ({ value }));
    return this.made(await this.scim('POST', '/Groups', { schemas, displayName, members: values }));
  }

  async patch(path: string, ...Operations: object[]): Promise<Scim> {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    return this.scim('PATCH', path, { schemas, Operations });
  }

  private made(answer: Scim): string {
    if (answer.status !== 201) throw new Error(`not created: ${JSON.stringify(answer)}`);
    return answer.body.id;
  }
}

function environment(folder: string, settings: Record<string, string>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    ROLLCALL_DATABASE_URL: `sqlite://${join(folder, 'rollcall.db')}?mode=rwc`,
    ROLLCALL_LISTEN: '127.0.0.1:0',
    // Each browser can name an address of its own, so that tests do not throttle each other.
    ROLLCALL_TRUSTED_PROXIES: '127.0.0.1/32',
    ...settings,
  };
}
