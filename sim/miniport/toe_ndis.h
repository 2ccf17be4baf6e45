/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_ndis.h - the NDIS-shaped face: block lists and state structures as they lie in host memory.
 *
 * Shapes only.  The structures are those of NDIS 6.1 on x64 (docs/ndis.md), by byte offset.  A C struct is never
 * laid over them: a bit-field of theirs takes its whole declared unit, which other compilers lay out differently.  So
 * memory is raw bytes here, and members are read and written by name:
 *
 *   TOE_NDIS_READ(block, BLOCK, STATUS)          a number, little-endian
 *   TOE_NDIS_WRITE(block, BLOCK, STATUS, value)
 *   toe_ndis_pointer(block, TOE_NDIS_BLOCK_NEXT_OFFSET), toe_ndis_set_pointer(...)
 *
 * A block is followed by its state: const, cached, delegated, each walked to by the Length in its header and each
 * starting on a multiple of 8.  Ports stand in network byte order, IP addresses behind pointers.
 *
 * Who may write what (R17, R94, R95, R105): of a block the target writes Status, the handle cell of what it took in,
 * and what is its own (MiniportReserved, Scratch).  MiniportReserved[0] also serves the simulator: with
 * toe_miniport_options_t.has_faults the host may leave a toe_fault there, which the driver copies into the
 * object descriptor.  Without the option its first content is not looked at.
 */
#ifndef TOE_NDIS_H_
#define TOE_NDIS_H_

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/spec/toe_spec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off */
/* X(STRUCT, BYTES) */
#define TOE_NDIS_STRUCT_LIST(X) \
  X(BLOCK, 152)                 \
  X(STATE_HEADER, 8)            \
  X(NEIGHBOR_CONST, 44)         \
  X(NEIGHBOR_CACHED, 44)        \
  X(NEIGHBOR_DELEGATED, 12)     \
  X(PATH_CONST, 24)             \
  X(PATH_CACHED, 12)            \
  X(PATH_DELEGATED, 8)          \
  X(TCP_CONST, 24)              \
  X(TCP_CACHED, 44)             \
  X(TCP_DELEGATED, 128)         \
  X(TCP_CONNECTION_OFFLOAD, 20) \
  X(LINK_STATE, 40)

/* A delegated TCP state of NDIS 6.0 has no DWnd and is accepted too. */
#define TOE_NDIS_TCP_DELEGATED_60_BYTES 120

/* X(STRUCT, MEMBER, OFFSET, BYTES) */
#define TOE_NDIS_MEMBER_LIST(X)                                                                   \
  X(BLOCK, TYPE, 0, 1)                      /* Header.Type: toe_ndis_state */                     \
  X(BLOCK, REVISION, 1, 1)                  /* Header.Revision */                                 \
  X(BLOCK, SIZE, 2, 2)                      /* Header.Size: 152 */                                \
  X(BLOCK, NEXT, 8, 8)                      /* NextBlock */                                       \
  X(BLOCK, DEPENDENT, 16, 8)                /* DependentBlockList */                              \
  X(BLOCK, STATUS, 24, 4)                   /* Status, written by the target */                   \
  X(BLOCK, NDIS_RESERVED, 32, 8)            /* NdisReserved[0] */                                 \
  X(BLOCK, NDIS_RESERVED_1, 40, 8)          /* NdisReserved[1] */                                 \
  X(BLOCK, CONTEXT, 48, 8)                  /* MiniportOffloadContext: address of a cell */       \
  X(BLOCK, NDIS_HANDLE, 56, 8)              /* NdisOffloadHandle */                               \
  X(BLOCK, PROTOCOL_RESERVED, 64, 8)        /* ProtocolReserved[0] */                             \
  X(BLOCK, PROTOCOL_RESERVED_1, 72, 8)      /* ProtocolReserved[1] */                             \
  X(BLOCK, MINIPORT_RESERVED, 80, 8)        /* MiniportReserved[0] */                             \
  X(BLOCK, MINIPORT_RESERVED_1, 88, 8)      /* MiniportReserved[1] */                             \
  X(BLOCK, IM_RESERVED, 96, 8)              /* ImReserved[0] */                                   \
  X(BLOCK, IM_RESERVED_1, 104, 8)           /* ImReserved[1] */                                   \
  X(BLOCK, SCRATCH, 112, 8)                 /* Scratch[0] */                                      \
  X(BLOCK, SCRATCH_1, 120, 8)               /* Scratch[1] */                                      \
  X(BLOCK, SOURCE_HANDLE, 128, 8)           /* SourceHandle */                                    \
  X(BLOCK, PORT_NUMBER, 136, 4)             /* PortNumber */                                      \
  X(BLOCK, NBL_CHAIN, 144, 8)               /* NetBufferListChain: toe_nbl_t * */                 \
  X(STATE_HEADER, LENGTH, 0, 4)             /* Length of the structure that begins here */        \
  X(STATE_HEADER, OPTIONS, 4, 4)            /* RecognizedOptions */                               \
  X(NEIGHBOR_CONST, SRC_MAC, 8, 32)         /* DlSourceAddress; all zero: none */                 \
  X(NEIGHBOR_CONST, VLAN, 40, 4)            /* VlanId: the low 12 bits */                         \
  X(NEIGHBOR_CACHED, DST_MAC, 8, 32)        /* DlDestinationAddress */                            \
  X(NEIGHBOR_CACHED, HOST_REACHABILITY, 40, 4)                                                    \
  X(NEIGHBOR_DELEGATED, NIC_REACHABILITY, 8, 4)                                                   \
  X(PATH_CONST, SRC_IP, 8, 8)               /* pointer to 4 or 16 bytes */                        \
  X(PATH_CONST, DST_IP, 16, 8)              /* pointer to 4 or 16 bytes */                        \
  X(PATH_CACHED, MTU, 8, 4)                                                                       \
  X(TCP_CONST, FLAGS, 8, 2)                                                                       \
  X(TCP_CONST, REMOTE_PORT, 10, 2)          /* network byte order */                              \
  X(TCP_CONST, LOCAL_PORT, 12, 2)           /* network byte order */                              \
  X(TCP_CONST, WIND_SCALES, 14, 1)          /* SndWindScale low, RcvWindScale high nibble */      \
  X(TCP_CONST, REMOTE_MSS, 16, 2)                                                                 \
  X(TCP_CONST, HASH_VALUE, 20, 4)                                                                 \
  X(TCP_CACHED, FLAGS, 8, 2)                                                                      \
  X(TCP_CACHED, INITIAL_RCV_WND, 12, 4)                                                           \
  X(TCP_CACHED, RCV_INDICATION, 16, 4)                                                            \
  X(TCP_CACHED, KA_PROBE_COUNT, 20, 1)                                                            \
  X(TCP_CACHED, KA_TIMEOUT, 24, 4)                                                                \
  X(TCP_CACHED, KA_INTERVAL, 28, 4)                                                               \
  X(TCP_CACHED, MAX_RT, 32, 4)                                                                    \
  X(TCP_CACHED, FLOW_LABEL, 36, 4)          /* the low 20 bits */                                 \
  X(TCP_CACHED, TTL, 40, 1)                                                                       \
  X(TCP_CACHED, TOS, 41, 1)                                                                       \
  X(TCP_CACHED, USER_PRIORITY, 42, 1)       /* the low 3 bits */                                  \
  X(TCP_DELEGATED, STATE, 8, 4)             /* TCP_OFFLOAD_CONNECTION_STATE */                    \
  X(TCP_DELEGATED, FLAGS, 12, 2)                                                                  \
  X(TCP_DELEGATED, RCV_NXT, 16, 4)                                                                \
  X(TCP_DELEGATED, RCV_WND, 20, 4)                                                                \
  X(TCP_DELEGATED, SND_UNA, 24, 4)                                                                \
  X(TCP_DELEGATED, SND_NXT, 28, 4)                                                                \
  X(TCP_DELEGATED, SND_MAX, 32, 4)                                                                \
  X(TCP_DELEGATED, SND_WND, 36, 4)                                                                \
  X(TCP_DELEGATED, MAX_SND_WND, 40, 4)                                                            \
  X(TCP_DELEGATED, SND_WL1, 44, 4)                                                                \
  X(TCP_DELEGATED, CWND, 48, 4)                                                                   \
  X(TCP_DELEGATED, SSTHRESH, 52, 4)                                                               \
  X(TCP_DELEGATED, SRTT, 56, 2)             /* 8 x value */                                       \
  X(TCP_DELEGATED, RTT_VAR, 58, 2)          /* 4 x value */                                       \
  X(TCP_DELEGATED, TS_RECENT, 60, 4)                                                              \
  X(TCP_DELEGATED, TS_RECENT_AGE, 64, 4)                                                          \
  X(TCP_DELEGATED, TS_TIME, 68, 4)                                                                \
  X(TCP_DELEGATED, TOTAL_RT, 72, 4)                                                               \
  X(TCP_DELEGATED, DUP_ACK_COUNT, 76, 1)                                                          \
  X(TCP_DELEGATED, SND_WND_PROBES, 77, 1)                                                         \
  X(TCP_DELEGATED, KA_PROBES, 80, 1)                                                              \
  X(TCP_DELEGATED, KA_TIMEOUT_DELTA, 84, 4)                                                       \
  X(TCP_DELEGATED, RT_COUNT, 88, 1)                                                               \
  X(TCP_DELEGATED, RT_TIMEOUT_DELTA, 92, 4)                                                       \
  X(TCP_DELEGATED, SEND_DATA_HEAD, 96, 8)   /* toe_nbl_t * */                                     \
  X(TCP_DELEGATED, SEND_DATA_TAIL, 104, 8)  /* toe_nbl_t * */                                     \
  X(TCP_DELEGATED, BUFFERED_DATA, 112, 8)   /* toe_nbl_t * */                                     \
  X(TCP_DELEGATED, DWND, 120, 4)                                                                  \
  X(TCP_CONNECTION_OFFLOAD, TYPE, 0, 1)     /* Header.Type: 0x80, NDIS_OBJECT_TYPE_DEFAULT */     \
  X(TCP_CONNECTION_OFFLOAD, REVISION, 1, 1) /* Header.Revision: 1 */                              \
  X(TCP_CONNECTION_OFFLOAD, SIZE, 2, 2)     /* Header.Size: 20 */                                 \
  X(TCP_CONNECTION_OFFLOAD, ENCAPSULATION, 4, 4)                                                  \
  X(TCP_CONNECTION_OFFLOAD, SUPPORT, 8, 4)  /* two bits each: TOE_NDIS_SUPPORT_*_LSB */           \
  X(TCP_CONNECTION_OFFLOAD, CAPACITY, 12, 4) /* TcpConnectionOffloadCapacity */                   \
  X(TCP_CONNECTION_OFFLOAD, FLAGS, 16, 4)                                                         \
  X(LINK_STATE, TYPE, 0, 1)                 /* Header.Type: 0x80 */                               \
  X(LINK_STATE, REVISION, 1, 1)             /* Header.Revision: 1 */                              \
  X(LINK_STATE, SIZE, 2, 2)                 /* Header.Size: 40 */                                 \
  X(LINK_STATE, CONNECT_STATE, 4, 4)        /* MediaConnectState */
/* clang-format on */

enum {
#define X(name, bytes) TOE_NDIS_##name##_BYTES = (bytes),
  TOE_NDIS_STRUCT_LIST(X)
#undef X
#define X(structure, name, offset, bytes) \
  TOE_NDIS_##structure##_##name##_OFFSET = (offset), TOE_NDIS_##structure##_##name##_BYTES = (bytes),
      TOE_NDIS_MEMBER_LIST(X)
#undef X
};

/* OFFLOAD_STATE_TYPE, as far as an initiate or a terminate uses it.  A block of an initiate with state has one of the
 * four marked *, a block of a terminate with a delegated structure one of the four marked d. */
typedef enum toe_ndis_state {
  TOE_NDIS_STATE_NEIGHBOR_FIRST = 1,
  TOE_NDIS_STATE_NEIGHBOR_DELEGATED = 3, /* d */
  TOE_NDIS_STATE_NEIGHBOR = 4,           /* * */
  TOE_NDIS_STATE_PATH_FIRST = 5,
  TOE_NDIS_STATE_PATH_IP4_DELEGATED = 7,  /* d */
  TOE_NDIS_STATE_PATH_IP4 = 8,            /* * */
  TOE_NDIS_STATE_PATH_IP6_DELEGATED = 11, /* d */
  TOE_NDIS_STATE_PATH_IP6 = 12,           /* * */
  TOE_NDIS_STATE_TCP_FIRST = 13,
  TOE_NDIS_STATE_TCP_DELEGATED = 15, /* d */
  TOE_NDIS_STATE_TCP = 17            /* * */
} toe_ndis_state_t;

/* NDIS_TCP_CONNECTION_OFFLOAD: what is advertised [R193].  SupportXxx are two bits of member SUPPORT each. */
enum {
  TOE_NDIS_OBJECT_TYPE_DEFAULT = 0x80,
  TOE_NDIS_TCP_CONNECTION_OFFLOAD_REVISION_1 = 1,
  TOE_NDIS_ENCAPSULATION_IEEE_802_3 = 0x2,
  TOE_NDIS_ENCAPSULATION_LLC_SNAP_ROUTED = 0x10,
  TOE_NDIS_SUPPORT_IPV4_LSB = 0,
  TOE_NDIS_SUPPORT_IPV6_LSB = 2,
  TOE_NDIS_SUPPORT_IPV6_EXTENSIONS_LSB = 4,
  TOE_NDIS_SUPPORT_SACK_LSB = 6,
  TOE_NDIS_SUPPORT_MASK = 3,
  TOE_NDIS_SUPPORTED = 1
};

/* TCP_OFFLOAD_EVENT_TYPE; NDIS_MEDIA_CONNECT_STATE. */
enum { TOE_NDIS_INDICATE_DISCONNECT = 2, TOE_NDIS_INDICATE_RETRIEVE = 3, TOE_NDIS_INDICATE_ABORT = 4 };
enum { TOE_NDIS_MEDIA_CONNECTED = 1, TOE_NDIS_MEDIA_DISCONNECTED = 2 };

/* What a driver indicates with NdisMIndicateStatusEx; and what it writes into a buffer it completes without sending. */
#define TOE_NDIS_STATUS_OFFLOAD_PAUSE 0x40020001u
#define TOE_NDIS_STATUS_UPLOAD_ALL 0x40020002u
#define TOE_NDIS_STATUS_OFFLOAD_RESUME 0x40020003u
#define TOE_NDIS_STATUS_LINK_STATE 0x40010017u
#define TOE_NDIS_STATUS_REQUEST_ABORTED 0xC001000Cu
#define TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS 0xC0231001u
#define TOE_NDIS_STATUS_INVALID_STATE 0xC0000184u
/* What a host makes of data that is indicated to it, besides SUCCESS [R127]. */
#define TOE_NDIS_STATUS_DATA_NOT_ACCEPTED 0xC023100Eu
#define TOE_NDIS_STATUS_DATA_PARTIALLY_ACCEPTED 0xC0231010u

#define TOE_NDIS_READ(record, structure, name)                                       \
  toe_member_read((const uint8_t *)(record), TOE_NDIS_##structure##_##name##_OFFSET, \
                  TOE_NDIS_##structure##_##name##_BYTES)
#define TOE_NDIS_WRITE(record, structure, name, value)                                                                 \
  toe_member_write((uint8_t *)(record), TOE_NDIS_##structure##_##name##_OFFSET, TOE_NDIS_##structure##_##name##_BYTES, \
                   (value))

/* A pointer stored at `offset` of `record`: 8 bytes, little-endian. */
static inline void *toe_ndis_pointer(const void *record, int offset) {
  return (void *)(uintptr_t)toe_member_read((const uint8_t *)record, offset, 8);
}
static inline void toe_ndis_set_pointer(void *record, int offset, const void *pointer) {
  toe_member_write((uint8_t *)record, offset, 8, (uint64_t)(uintptr_t)pointer);
}

/* Links of a block, NULL where they end. */
static inline void *toe_ndis_next(const void *block) { return toe_ndis_pointer(block, TOE_NDIS_BLOCK_NEXT_OFFSET); }
static inline void *toe_ndis_dependent(const void *block) {
  return toe_ndis_pointer(block, TOE_NDIS_BLOCK_DEPENDENT_OFFSET);
}

/* The cell that MiniportOffloadContext points at: NULL for a placeholder [R89]; it holds a handle for a
 * linker [R91], NULL for a new offload [R93]. */
static inline void *toe_ndis_cell(const void *block) { return toe_ndis_pointer(block, TOE_NDIS_BLOCK_CONTEXT_OFFSET); }
static inline uint64_t toe_ndis_cell_get(const void *cell) { return toe_member_read((const uint8_t *)cell, 0, 8); }
static inline void toe_ndis_cell_set(void *cell, uint64_t handle) { toe_member_write((uint8_t *)cell, 0, 8, handle); }

/* toe_kind of a block. */
static inline uint8_t toe_ndis_kind(const void *block) {
  const void *cell = toe_ndis_cell(block);
  if (cell == NULL) return TOE_KIND_PLACEHOLDER;
  return toe_ndis_cell_get(cell) != 0 ? TOE_KIND_LINKER : TOE_KIND_NEW;
}

/* Where a state structure begins that follows `bytes` bytes of block and state. */
static inline uint32_t toe_ndis_align(uint32_t bytes) { return (bytes + 7u) & ~7u; }

/* Ports in network byte order. */
static inline uint16_t toe_ndis_port(uint64_t port) { return (uint16_t)((port & 0xFF) << 8 | (port >> 8 & 0xFF)); }

/* NET_BUFFER_LIST, cut down to a single buffer, its length, its status; the last four are of a receive request. */
typedef struct toe_nbl {
  struct toe_nbl *next; /* NULL: the last of the list */
  uint32_t status;      /* NDIS status; the target writes it only when it completes the request [R2, R4] */
  uint32_t bytes;
  const uint8_t *data;  /* NULL: the bytes are not there (data to send is not carried yet) */
  uint8_t *room;        /* the buffer, `bytes` long; the target writes behind what is filled, and nothing else */
  uint32_t transferred; /* posted: bytes filled already (TcpReceiveBytesTransferred); completed: bytes filled, those
                           included (TcpOffloadBytesTransferred) */
  bool is_no_push;      /* TcpReceiveNoPush [R128] */
  uint64_t scratch;     /* Scratch: whoever owns the list may use it */
} toe_nbl_t;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_NDIS_H_ */
