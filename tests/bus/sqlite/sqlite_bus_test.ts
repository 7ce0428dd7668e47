import { busConformance } from "../conformance.ts";
import { makeLogHarness } from "./log_harness.ts";

busConformance("SqliteBus", makeLogHarness);
