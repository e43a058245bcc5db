import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A line to a server, which can be cut and mended. */
export class Line {
  /** What was sent to the server over it. */
  sent = '';

  private readonly sockets = new Set<Socket>();
  private whole = true;

  private constructor(
    private readonly listener: Server,
    private readonly port: number,
  ) {
    listener.on('connection', (near) => this.lead(near));
  }

  static async to(url: string): Promise<Line> {
    const listener = createServer();
    const line = new Line(listener, Number(new URL(url).port));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Breaks every connection, and whatever is tried from now on. */
  cut() {
    this.whole = false;
    for (const socket of this.sockets) socket.destroy();
  }

  mend() {
    this.whole = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private lead(near: Socket) {
    if (!this.whole) {
      near.destroy();
      return;
    }
    const far = connect(this.port, '127.0.0.1');
    this.keep(near, far);
    this.keep(far, near);
    near.on('data', (bytes) => (this.sent += bytes.toString('latin1')));
    near.pipe(far);
    far.pipe(near);
  }

  private keep(socket: Socket, other: Socket) {
    this.sockets.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}
