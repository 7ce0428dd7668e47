/**
 * Flows by the time of their next packet.
 * @module
 */

/** A binary heap in columns: as many entries as flows have a packet due, one each. */
export class PendingQueue {
  #due = new Float64Array(64);
  #flow = new Uint32Array(64);
  #size = 0;

  /** When the next packet is due, event time, µs; `Infinity` where none is. */
  get nextUs(): number {
    return this.#size === 0 ? Infinity : this.#due[0];
  }

  /** Adds a flow. @param dueUs event time of its next packet, µs */
  push(flow: number, dueUs: number): void {
    if (this.#size === this.#due.length) this.#grow();
    const due = this.#due;
    const flows = this.#flow;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (due[parent] <= dueUs) break;
      due[at] = due[parent];
      flows[at] = flows[parent];
      at = parent;
    }
    due[at] = dueUs;
    flows[at] = flow;
  }

  /** Takes the flow whose packet is due next; there must be one. */
  pop(): number {
    const due = this.#due;
    const flows = this.#flow;
    const first = flows[0];
    const size = --this.#size;
    const lastDue = due[size];
    const last = flows[size];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && due[child + 1] < due[child]) child++;
      if (due[child] >= lastDue) break;
      due[at] = due[child];
      flows[at] = flows[child];
      at = child;
    }
    due[at] = lastDue;
    flows[at] = last;
    return first;
  }

  #grow(): void {
    const due = new Float64Array(2 * this.#due.length);
    const flow = new Uint32Array(2 * this.#flow.length);
    due.set(this.#due);
    flow.set(this.#flow);
    this.#due = due;
    this.#flow = flow;
  }
}
