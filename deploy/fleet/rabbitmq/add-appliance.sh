#!/bin/sh
# Lets one appliance in: it speaks and hears below its own topics, and nowhere else. Not before set-up.sh: what no queue
# takes, the MQTT plugin acknowledges and forgets.
#
#   add-appliance.sh SITE DEVICE < file-with-its-password      its user name is SITE.DEVICE
set -eu
site=$1 device=$2
user=$site.$device

read -r password
rabbitmqctl list_queues --silent name | grep -qx hematovision.results ||
  { echo 'There is no queue for results: run set-up.sh first.' >&2; exit 69; }
echo "$password" | rabbitmqctl add_user "$user"
rabbitmqctl set_permissions "$user" '^mqtt-subscription-' '^(mqtt-subscription-|amq\.topic$)' '^(mqtt-subscription-|amq\.topic$)'
rabbitmqctl set_topic_permissions "$user" amq.topic "^hematovision\\.v1\\.$site\\.$device\\." "^hematovision\\.v1\\.$site\\.$device\\."
