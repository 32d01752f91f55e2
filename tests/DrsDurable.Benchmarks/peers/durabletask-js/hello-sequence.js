// Runs orchestrations of five sequential activities on the package's own in-memory backend and prints orchestrations per second.
// usage: node hello-sequence.js INSTANCES
const { InMemoryOrchestrationBackend, TestOrchestrationClient, TestOrchestrationWorker } = require("@microsoft/durabletask-js");

// The worker logs every event to the console; what printing costs is not to be measured.
for (const level of ["log", "debug", "info", "warn"]) {
  console[level] = () => {};
}

async function hello(_, name) {
  return `Hello, ${name}!`;
}

async function* helloSequence(context) {
  const greetings = [];
  for (const city of ["Tokyo", "Seattle", "London", "Amsterdam", "Mumbai"]) {
    greetings.push(yield context.callActivity(hello, city));
  }

  return greetings;
}

async function run(client, count) {
  const begin = process.hrtime.bigint();
  const ids = await Promise.all(Array.from({ length: count }, () => client.scheduleNewOrchestration(helloSequence)));
  const ended = await Promise.all(ids.map((id) => client.waitForOrchestrationCompletion(id, true, 120)));
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  for (const state of ended) {
    if (!state || JSON.parse(state.serializedOutput).length !== 5) {
      throw new Error(`an instance did not complete: ${JSON.stringify(state)}`);
    }
  }

  return count / seconds;
}

(async () => {
  const count = Number(process.argv[2]);
  const backend = new InMemoryOrchestrationBackend();
  const worker = new TestOrchestrationWorker(backend);
  worker.addOrchestrator(helloSequence);
  worker.addActivity(hello);
  await worker.start();
  const client = new TestOrchestrationClient(backend);
  await run(client, 2000);
  process.stdout.write(`${(await run(client, count)).toFixed(3)}\n`);
  await worker.stop();
  await client.stop();
})();
