/**
 * The weights and their listing, in tfjs' layers-model format: `model.json` names and shapes
 * them, `weights.bin` holds them one after the other as little-endian float32.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { elementsOf, type LstmConfig, weightSpecs } from "../lstm_config.ts";
import type { LayersModel } from "../tensors.ts";
import { ArtifactFile } from "./file_names.ts";

/** Writes the text of `model.json`, which stock tfjs loads. */
export function modelJson(model: LayersModel, config: LstmConfig): string {
  return JSON.stringify(
    {
      format: "layers-model",
      generatedBy: "TensorFlow.js tfjs-layers",
      convertedBy: null,
      modelTopology: model.toJSON(undefined, false),
      weightsManifest: [{
        paths: [ArtifactFile.weights],
        weights: weightSpecs(config).map((spec) => ({ ...spec, dtype: "float32" })),
      }],
    },
    null,
    1,
  ) + "\n";
}

/** Writes the bytes of `weights.bin`. */
export function packWeights(weights: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const count = weights.reduce((sum, { length }) => sum + length, 0);
  const view = new DataView(new ArrayBuffer(count * 4));
  let at = 0;
  for (const values of weights) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return new Uint8Array(view.buffer);
}

/**
 * Reads the weights of a network.
 * @param text of `model.json`; must list the weights that the network has, no more and no less
 * @param bytes of `weights.bin`
 * @param subject what is being opened, such as `model "a"`
 * @returns in the order of `weightSpecs`
 * @throws {UserError} if a name, shape or length differs
 */
export function unpackWeights(
  text: string,
  bytes: Uint8Array,
  config: LstmConfig,
  subject: string,
): Float32Array[] {
  const specs = weightSpecs(config);
  const listed = listedWeights(text);
  const expected = specs.map(({ name, shape }) => `${name} [${shape.join(", ")}]`);
  const odd = expected.findIndex((line, index) => line !== listed[index]);
  if (odd !== -1 || listed.length !== expected.length) {
    const at = odd === -1 ? expected.length : odd;
    throw new UserError(
      `Cannot open ${subject}: weight ${at + 1} of its ${ArtifactFile.model} is ` +
        `${listed[at] ?? "missing"}, the network has ${expected[at] ?? "no more"}; train anew ` +
        "with deno task train",
    );
  }
  const count = specs.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  if (bytes.length !== count * 4) {
    throw new UserError(
      `Cannot open ${subject}: its ${ArtifactFile.weights} has ${bytes.length} bytes, the network needs ` +
        `${count * 4}; train anew with deno task train`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return specs.map(({ shape }) => {
    const values = new Float32Array(elementsOf(shape));
    for (let i = 0; i < values.length; i++, at += 4) values[i] = view.getFloat32(at, true);
    return values;
  });
}

/** The listing as lines of name and shape; nothing where the text is not of this format. */
function listedWeights(text: string): string[] {
  try {
    const groups = JSON.parse(text).weightsManifest as {
      weights: { name: string; shape: number[]; dtype: string }[];
    }[];
    return groups.flatMap(({ weights }) =>
      weights.map(({ name, shape, dtype }) =>
        `${name} [${shape.join(", ")}]${dtype === "float32" ? "" : ` of ${dtype}`}`
      )
    );
  } catch {
    return [];
  }
}
