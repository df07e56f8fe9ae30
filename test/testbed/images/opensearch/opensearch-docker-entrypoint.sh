#!/bin/bash
# Keeps the contract of the Hub image's entry point: variables with dots in their names become settings, and the
# security plugin gets its demo certificates and users, where it is there and not disabled.
cd /usr/share/opensearch || exit 1
umask 0002
case ${1:-opensearch} in
  opensearch | opensearchwrapper) shift ;;
  -*) ;;
  *) exec "$@" ;;
esac

plugin=plugins/opensearch-security
disabled=${DISABLE_SECURITY_PLUGIN:-false}
settings=()
while IFS='=' read -r -d '' name value; do
  [[ $name =~ ^[a-z0-9_]+\.[a-z0-9_.]+$ ]] || continue
  if [ "$name" = plugins.security.disabled ]; then disabled=$value; continue; fi
  if [[ $name == plugins.security.* && ! -d $plugin ]]; then continue; fi
  [ -z "$value" ] || settings+=("-E$name=$value")
done < <(env -0)

if [ -d $plugin ]; then
  if [ "$disabled" = true ]; then
    settings+=('-Eplugins.security.disabled=true')
  elif [ "${DISABLE_INSTALL_DEMO_CONFIG:-false}" != true ] && ! grep -q '^plugins.security' config/opensearch.yml; then
    OPENSEARCH_JAVA_HOME=/opt/java bash $plugin/tools/install_demo_configuration.sh -y -i -s || exit 1
  fi
fi
exec bin/opensearch "${settings[@]}" "$@"
