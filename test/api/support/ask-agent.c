// Asks the agent of SSH_AUTH_SOCK a question of the kind given, and prints its answer in hexadecimal digits.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int count, char **arguments) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const char *path = getenv("SSH_AUTH_SOCK");
  if (count != 2 || path == NULL) return 2;
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int agent = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(agent, (struct sockaddr *)&address, sizeof address) != 0) return perror(path), 1;
  unsigned char question[5] = {0, 0, 0, 1, (unsigned char)atoi(arguments[1])};
  if (write(agent, question, sizeof question) != sizeof question) return perror("write"), 1;
  unsigned char byte;
  unsigned long left = 0;
  for (int index = 0; index < 4; index++) {
    if (read(agent, &byte, 1) != 1) return perror("length"), 1;
    left = left << 8 | byte;
  }
  printf("answer ");
  for (; left > 0; left--) {
    if (read(agent, &byte, 1) != 1) return perror("answer"), 1;
    printf("%02x", byte);
  }
  printf("\n");
  return 0;
}
