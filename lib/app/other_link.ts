/**
 * The name of the link that stands for all links that found no place, one a partition.
 * @module
 */

const OTHER_LINK = /^other\/\d+$/;

/** Gives the name of a partition's link for all others. */
export function otherLinkName(partition: number): string {
  return `other/${partition}`;
}

/** Says whether a name is one of those: a link that is called so is one of the others. */
export function isOtherLinkName(name: string): boolean {
  return OTHER_LINK.test(name);
}
