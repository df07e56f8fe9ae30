// A plugin that can do nothing: it listens where the engine wants to reach it, and ends when it is told to.
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(void) {
  struct sockaddr_un address = {AF_UNIX, "/run/docker/plugins/nothing.sock"};
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  signal(SIGTERM, _exit);
  unlink(address.sun_path);
  if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 8)) return 1;
  for (;;) close(accept(server, 0, 0));
}
