/** Whether a remark of Overpass names an error: then the query failed, whatever the status said. Other remarks are notes. */
export const saysFailure = (remark: string): boolean =>
  /error|timed out|out of memory|rate_limited/iu.test(remark);
