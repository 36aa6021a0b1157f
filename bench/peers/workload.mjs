// The load that every JavaScript system gets, the same as org.xorcast.bench.peers.Workload gives in Java.
//
// Talks with the program that measures: one JSON object a line on standard output. After "begin" and "end" it
// waits for a line on standard input, so that the counters are read while nothing else is told.
import { createInterface } from 'node:readline';
import { randomBytes } from 'node:crypto';

const HEAD_BYTES = 8;
const MESSAGE_PATIENCE_MS = 10_000;
const SETTLE_MS = 300;

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export function tell(event, fields = {}) {
  process.stdout.write(JSON.stringify({ event, ...fields }) + '\n');
}

async function tellAndWait(event, fields) {
  tell(event, fields);
  if ((await lines.next()).done) {
    process.exit(1);
  }
}

/** The arguments, all of the form name=number. */
export function settings() {
  return Object.fromEntries(
    process.argv.slice(2).map((argument) => {
      const [name, value] = argument.split('=');
      return [name, Number(value)];
    }),
  );
}

class Tally {
  constructor(nodes) {
    this.nodes = nodes;
    this.flights = new Map();
    this.next = 0;
    this.published = 0;
    this.completed = 0;
    this.lost = 0;
    this.duplicates = 0;
    this.deliveries = 0;
    this.startWindow();
  }

  startWindow() {
    this.start = { ms: performance.now(), published: this.published, completed: this.completed };
    this.start.deliveries = this.deliveries;
    this.latencies = [];
    this.lasts = [];
  }

  window() {
    const millis = (values, share) => {
      const sorted = Float64Array.from(values).sort();
      const index = Math.ceil(share * sorted.length) - 1;
      return sorted.length === 0 ? null : Math.round(sorted[Math.max(0, index)] * 1000) / 1000;
    };
    return {
      seconds: (performance.now() - this.start.ms) / 1000,
      published: this.published - this.start.published,
      completed: this.completed - this.start.completed,
      deliveries: this.deliveries - this.start.deliveries,
      p50Millis: millis(this.latencies, 0.5),
      p99Millis: millis(this.latencies, 0.99),
      lastP50Millis: millis(this.lasts, 0.5),
    };
  }

  /** A promise of whether everybody gets it in time. */
  publish(swarm, payloadBytes) {
    const number = this.next++;
    const from = number % this.nodes;
    const payload = randomBytes(payloadBytes);
    payload.writeBigInt64BE(BigInt(number), 0);
    return new Promise((done) => {
      const flight = { from, ms: performance.now(), seen: new Set([from]), done };
      flight.timer = setTimeout(() => {
        this.lost++;
        this.flights.delete(number);
        done(false);
      }, MESSAGE_PATIENCE_MS);
      this.flights.set(number, flight);
      this.published++;
      Promise.resolve(swarm.publish(from, payload)).catch((error) => {
        tell('error', { text: `publish failed: ${error?.message ?? error}` });
      });
    });
  }

  arrived(node, payload) {
    if (payload.length < HEAD_BYTES) {
      return;
    }
    const number = Number(Buffer.from(payload.slice(0, HEAD_BYTES)).readBigInt64BE(0));
    const flight = this.flights.get(number);
    if (!flight || node === flight.from) {
      return;
    }
    if (flight.seen.has(node)) {
      this.duplicates++;
      return;
    }
    flight.seen.add(node);
    this.deliveries++;
    const latency = performance.now() - flight.ms;
    this.latencies.push(latency);
    if (flight.seen.size === this.nodes) {
      clearTimeout(flight.timer);
      this.flights.delete(number);
      this.lasts.push(latency);
      this.completed++;
      flight.done(true);
    }
  }
}

/**
 * Runs the load on a swarm: { start(nodes, arrived), publish(node, payload), close() }.
 */
export async function run(swarm) {
  const { nodes, rate, pacedSeconds, window, warmupSeconds, windowSeconds, payloadBytes } = settings();
  const tally = new Tally(nodes);
  const startMs = performance.now();
  await swarm.start(nodes, (node, payload) => tally.arrived(node, payload));
  tell('joined', { millis: performance.now() - startMs });

  const beat = setInterval(
    () => tell('progress', { published: tally.published, deliveries: tally.deliveries }),
    1000,
  );

  const paced = async (seconds) => {
    const count = Math.max(5, Math.round(seconds * rate));
    const fates = [];
    for (let i = 0, at = performance.now(); i < count; i++, at += 1000 / rate) {
      await sleep(Math.max(0, at - performance.now()));
      fates.push(tally.publish(swarm, payloadBytes));
    }
    await Promise.all(fates);
    await sleep(SETTLE_MS);
  };
  await paced(Math.min(3, pacedSeconds));
  await tellAndWait('begin', { phase: 'paced' });
  tally.startWindow();
  await paced(pacedSeconds);
  await tellAndWait('end', { phase: 'paced', ...tally.window() });

  let running = true;
  const slots = Array.from({ length: window }, async () => {
    while (running) {
      await tally.publish(swarm, payloadBytes);
    }
  });
  await sleep(warmupSeconds * 1000);
  await tellAndWait('begin', { phase: 'window' });
  tally.startWindow();
  await sleep(windowSeconds * 1000);
  await tellAndWait('end', { phase: 'window', ...tally.window() });
  running = false;
  await Promise.all(slots);
  clearInterval(beat);
  tell('done', { lost: tally.lost, duplicates: tally.duplicates, published: tally.published });
  // Some systems take long to leave, and the figures are complete.
  process.exit(0);
}
