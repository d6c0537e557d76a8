/**
 * Rendezvous hashing: which of these replicas a key belongs to, the same for everybody who knows the same replicas. One that joins takes
 * keys only for itself, one that leaves gives away only its own. Undefined when there is none.
 */
export function ownerOf(key: string, replicas: readonly string[]): string | undefined {
  let owner: string | undefined;
  let highest = -1;
  for (const replica of replicas) {
    const weight = hash(`${replica}\n${key}`);
    if (weight > highest || (weight === highest && owner !== undefined && replica < owner)) {
      owner = replica;
      highest = weight;
    }
  }
  return owner;
}

/** FNV-1a with the finalizer of MurmurHash3, without which names that differ in their last letter only would share their keys unevenly. */
function hash(text: string): number {
  let h = 0x81_1c_9d_c5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01_00_01_93);
  h = Math.imul(h ^ (h >>> 16), 0x85_eb_ca_6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2_b2_ae_35);
  return (h ^ (h >>> 16)) >>> 0;
}
