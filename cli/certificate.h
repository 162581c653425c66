/* SPDX-License-Identifier: Apache-2.0 */
/** credimur certificate, as credimur-paper does it. */
#ifndef CREDIMUR_CLI_CERTIFICATE_H
#define CREDIMUR_CLI_CERTIFICATE_H

#include "cli/command.h"

int cli_certificate(cli_app *app);

#endif
