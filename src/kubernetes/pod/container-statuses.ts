/** The statuses of containers in the status of a Pod. */

/** The lists of statuses, each with the list of its containers. */
export const statusLists = [
  ['containerStatuses', 'containers'],
  ['initContainerStatuses', 'initContainers'],
  ['ephemeralContainerStatuses', 'ephemeralContainers'],
] as const;
