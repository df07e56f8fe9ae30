/** What has to go before a command so that it runs in the network of a process; everything else stays that of the machine. */
export const enter = (pid: number): readonly string[] => ['nsenter', '-t', String(pid), '-n', '--']
