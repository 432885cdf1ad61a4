// `npm start`: datasets, build, server; the address is the last line.
import { buildSite, prepareDatasets, serveSite } from "./site.mjs";

prepareDatasets();
await buildSite(console.log);
const { url } = await serveSite();
console.log(`Bakeoff is at ${url}`);
