// AdminService.Backup.
#ifndef PARALLAX_SERVER_HANDLERS_BACKUP_H_
#define PARALLAX_SERVER_HANDLERS_BACKUP_H_

#include <memory>

#include "parallax/v1/admin_service.pb.h"
#include "server/engine/method.h"

namespace parallax::server {

absl::StatusOr<std::unique_ptr<Source>> OpenBackup(const CallContext& context,
                                                   const v1::BackupRequest& request,
                                                   const Waker& waker);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_HANDLERS_BACKUP_H_
