#!/bin/sh
# Once, when all nodes run: the queue for results, and the consumer's account. Twice is harmless.
#
#   set-up.sh NODES DEFINITIONS < file-with-the-consumer's-password
set -eu
nodes=$1 definitions=$2
# First of all: rabbitmqctl would drink the input.
read -r password

# A quorum queue lives on the nodes that are there when it is made: a copy on each of them, or it dies with its only one.
rabbitmqctl await_online_nodes "$nodes"
rabbitmqctl import_definitions "$definitions"

rabbitmqctl list_users --silent | grep -q '^consumer[[:space:]]' || echo "$password" | rabbitmqctl add_user consumer
rabbitmqctl set_permissions consumer '^$' '^$' '^hematovision\.results$'
# Everybody knows its password.
! rabbitmqctl list_users --silent | grep -q '^guest[[:space:]]' || rabbitmqctl delete_user guest
