import "./policy-violations.ts";
import * as Comlink from "comlink";
import packageJson from "../../package.json";
import { engineService } from "./engine-service.ts";

Comlink.expose(engineService(packageJson.version));
