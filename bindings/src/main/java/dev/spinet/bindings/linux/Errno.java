package dev.spinet.bindings.linux;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.LibcProcess;
import java.util.Optional;

/** The error numbers of Linux by their names, see errno(3). */
public enum Errno {
  /** Operation not permitted. */
  EPERM(LinuxConstants.EPERM()),
  /** No such file or directory. */
  ENOENT(LinuxConstants.ENOENT()),
  /** No such process. */
  ESRCH(LinuxConstants.ESRCH()),
  /** Interrupted system call. */
  EINTR(LinuxConstants.EINTR()),
  /** Input/output error. */
  EIO(LinuxConstants.EIO()),
  /** No such device or address. */
  ENXIO(LinuxConstants.ENXIO()),
  /** Argument list too long. */
  E2BIG(LinuxConstants.E2BIG()),
  /** Exec format error. */
  ENOEXEC(LinuxConstants.ENOEXEC()),
  /** Bad file descriptor. */
  EBADF(LinuxConstants.EBADF()),
  /** No child processes. */
  ECHILD(LinuxConstants.ECHILD()),
  /** Resource temporarily unavailable. */
  EAGAIN(LinuxConstants.EAGAIN()),
  /** Cannot allocate memory. */
  ENOMEM(LinuxConstants.ENOMEM()),
  /** Permission denied. */
  EACCES(LinuxConstants.EACCES()),
  /** Bad address. */
  EFAULT(LinuxConstants.EFAULT()),
  /** Block device required. */
  ENOTBLK(LinuxConstants.ENOTBLK()),
  /** Device or resource busy. */
  EBUSY(LinuxConstants.EBUSY()),
  /** File exists. */
  EEXIST(LinuxConstants.EEXIST()),
  /** Invalid cross-device link. */
  EXDEV(LinuxConstants.EXDEV()),
  /** No such device. */
  ENODEV(LinuxConstants.ENODEV()),
  /** Not a directory. */
  ENOTDIR(LinuxConstants.ENOTDIR()),
  /** Is a directory. */
  EISDIR(LinuxConstants.EISDIR()),
  /** Invalid argument. */
  EINVAL(LinuxConstants.EINVAL()),
  /** Too many open files in system. */
  ENFILE(LinuxConstants.ENFILE()),
  /** Too many open files. */
  EMFILE(LinuxConstants.EMFILE()),
  /** Inappropriate ioctl for device. */
  ENOTTY(LinuxConstants.ENOTTY()),
  /** Text file busy. */
  ETXTBSY(LinuxConstants.ETXTBSY()),
  /** File too large. */
  EFBIG(LinuxConstants.EFBIG()),
  /** No space left on device. */
  ENOSPC(LinuxConstants.ENOSPC()),
  /** Illegal seek. */
  ESPIPE(LinuxConstants.ESPIPE()),
  /** Read-only file system. */
  EROFS(LinuxConstants.EROFS()),
  /** Too many links. */
  EMLINK(LinuxConstants.EMLINK()),
  /** Broken pipe. */
  EPIPE(LinuxConstants.EPIPE()),
  /** Numerical argument out of domain. */
  EDOM(LinuxConstants.EDOM()),
  /** Numerical result out of range. */
  ERANGE(LinuxConstants.ERANGE()),
  /** Resource deadlock avoided. */
  EDEADLK(LinuxConstants.EDEADLK()),
  /** File name too long. */
  ENAMETOOLONG(LinuxConstants.ENAMETOOLONG()),
  /** No locks available. */
  ENOLCK(LinuxConstants.ENOLCK()),
  /** Function not implemented. */
  ENOSYS(LinuxConstants.ENOSYS()),
  /** Directory not empty. */
  ENOTEMPTY(LinuxConstants.ENOTEMPTY()),
  /** Too many levels of symbolic links. */
  ELOOP(LinuxConstants.ELOOP()),
  /** No message of desired type. */
  ENOMSG(LinuxConstants.ENOMSG()),
  /** Identifier removed. */
  EIDRM(LinuxConstants.EIDRM()),
  /** Channel number out of range. */
  ECHRNG(LinuxConstants.ECHRNG()),
  /** Level 2 not synchronized. */
  EL2NSYNC(LinuxConstants.EL2NSYNC()),
  /** Level 3 halted. */
  EL3HLT(LinuxConstants.EL3HLT()),
  /** Level 3 reset. */
  EL3RST(LinuxConstants.EL3RST()),
  /** Link number out of range. */
  ELNRNG(LinuxConstants.ELNRNG()),
  /** Protocol driver not attached. */
  EUNATCH(LinuxConstants.EUNATCH()),
  /** No CSI structure available. */
  ENOCSI(LinuxConstants.ENOCSI()),
  /** Level 2 halted. */
  EL2HLT(LinuxConstants.EL2HLT()),
  /** Invalid exchange. */
  EBADE(LinuxConstants.EBADE()),
  /** Invalid request descriptor. */
  EBADR(LinuxConstants.EBADR()),
  /** Exchange full. */
  EXFULL(LinuxConstants.EXFULL()),
  /** No anode. */
  ENOANO(LinuxConstants.ENOANO()),
  /** Invalid request code. */
  EBADRQC(LinuxConstants.EBADRQC()),
  /** Invalid slot. */
  EBADSLT(LinuxConstants.EBADSLT()),
  /** Bad font file format. */
  EBFONT(LinuxConstants.EBFONT()),
  /** Device not a stream. */
  ENOSTR(LinuxConstants.ENOSTR()),
  /** No data available. */
  ENODATA(LinuxConstants.ENODATA()),
  /** Timer expired. */
  ETIME(LinuxConstants.ETIME()),
  /** Out of streams resources. */
  ENOSR(LinuxConstants.ENOSR()),
  /** Machine is not on the network. */
  ENONET(LinuxConstants.ENONET()),
  /** Package not installed. */
  ENOPKG(LinuxConstants.ENOPKG()),
  /** Object is remote. */
  EREMOTE(LinuxConstants.EREMOTE()),
  /** Link has been severed. */
  ENOLINK(LinuxConstants.ENOLINK()),
  /** Advertise error. */
  EADV(LinuxConstants.EADV()),
  /** Srmount error. */
  ESRMNT(LinuxConstants.ESRMNT()),
  /** Communication error on send. */
  ECOMM(LinuxConstants.ECOMM()),
  /** Protocol error. */
  EPROTO(LinuxConstants.EPROTO()),
  /** Multihop attempted. */
  EMULTIHOP(LinuxConstants.EMULTIHOP()),
  /** RFS specific error. */
  EDOTDOT(LinuxConstants.EDOTDOT()),
  /** Bad message. */
  EBADMSG(LinuxConstants.EBADMSG()),
  /** Value too large for defined data type. */
  EOVERFLOW(LinuxConstants.EOVERFLOW()),
  /** Name not unique on network. */
  ENOTUNIQ(LinuxConstants.ENOTUNIQ()),
  /** File descriptor in bad state. */
  EBADFD(LinuxConstants.EBADFD()),
  /** Remote address changed. */
  EREMCHG(LinuxConstants.EREMCHG()),
  /** Can not access a needed shared library. */
  ELIBACC(LinuxConstants.ELIBACC()),
  /** Accessing a corrupted shared library. */
  ELIBBAD(LinuxConstants.ELIBBAD()),
  /** .lib section in a.out corrupted. */
  ELIBSCN(LinuxConstants.ELIBSCN()),
  /** Attempting to link in too many shared libraries. */
  ELIBMAX(LinuxConstants.ELIBMAX()),
  /** Cannot exec a shared library directly. */
  ELIBEXEC(LinuxConstants.ELIBEXEC()),
  /** Invalid or incomplete multibyte or wide character. */
  EILSEQ(LinuxConstants.EILSEQ()),
  /** Interrupted system call should be restarted. */
  ERESTART(LinuxConstants.ERESTART()),
  /** Streams pipe error. */
  ESTRPIPE(LinuxConstants.ESTRPIPE()),
  /** Too many users. */
  EUSERS(LinuxConstants.EUSERS()),
  /** Socket operation on non-socket. */
  ENOTSOCK(LinuxConstants.ENOTSOCK()),
  /** Destination address required. */
  EDESTADDRREQ(LinuxConstants.EDESTADDRREQ()),
  /** Message too long. */
  EMSGSIZE(LinuxConstants.EMSGSIZE()),
  /** Protocol wrong type for socket. */
  EPROTOTYPE(LinuxConstants.EPROTOTYPE()),
  /** Protocol not available. */
  ENOPROTOOPT(LinuxConstants.ENOPROTOOPT()),
  /** Protocol not supported. */
  EPROTONOSUPPORT(LinuxConstants.EPROTONOSUPPORT()),
  /** Socket type not supported. */
  ESOCKTNOSUPPORT(LinuxConstants.ESOCKTNOSUPPORT()),
  /** Operation not supported. */
  EOPNOTSUPP(LinuxConstants.EOPNOTSUPP()),
  /** Protocol family not supported. */
  EPFNOSUPPORT(LinuxConstants.EPFNOSUPPORT()),
  /** Address family not supported by protocol. */
  EAFNOSUPPORT(LinuxConstants.EAFNOSUPPORT()),
  /** Address already in use. */
  EADDRINUSE(LinuxConstants.EADDRINUSE()),
  /** Cannot assign requested address. */
  EADDRNOTAVAIL(LinuxConstants.EADDRNOTAVAIL()),
  /** Network is down. */
  ENETDOWN(LinuxConstants.ENETDOWN()),
  /** Network is unreachable. */
  ENETUNREACH(LinuxConstants.ENETUNREACH()),
  /** Network dropped connection on reset. */
  ENETRESET(LinuxConstants.ENETRESET()),
  /** Software caused connection abort. */
  ECONNABORTED(LinuxConstants.ECONNABORTED()),
  /** Connection reset by peer. */
  ECONNRESET(LinuxConstants.ECONNRESET()),
  /** No buffer space available. */
  ENOBUFS(LinuxConstants.ENOBUFS()),
  /** Transport endpoint is already connected. */
  EISCONN(LinuxConstants.EISCONN()),
  /** Transport endpoint is not connected. */
  ENOTCONN(LinuxConstants.ENOTCONN()),
  /** Cannot send after transport endpoint shutdown. */
  ESHUTDOWN(LinuxConstants.ESHUTDOWN()),
  /** Too many references: cannot splice. */
  ETOOMANYREFS(LinuxConstants.ETOOMANYREFS()),
  /** Connection timed out. */
  ETIMEDOUT(LinuxConstants.ETIMEDOUT()),
  /** Connection refused. */
  ECONNREFUSED(LinuxConstants.ECONNREFUSED()),
  /** Host is down. */
  EHOSTDOWN(LinuxConstants.EHOSTDOWN()),
  /** No route to host. */
  EHOSTUNREACH(LinuxConstants.EHOSTUNREACH()),
  /** Operation already in progress. */
  EALREADY(LinuxConstants.EALREADY()),
  /** Operation now in progress. */
  EINPROGRESS(LinuxConstants.EINPROGRESS()),
  /** Stale file handle. */
  ESTALE(LinuxConstants.ESTALE()),
  /** Structure needs cleaning. */
  EUCLEAN(LinuxConstants.EUCLEAN()),
  /** Not a XENIX named type file. */
  ENOTNAM(LinuxConstants.ENOTNAM()),
  /** No XENIX semaphores available. */
  ENAVAIL(LinuxConstants.ENAVAIL()),
  /** Is a named type file. */
  EISNAM(LinuxConstants.EISNAM()),
  /** Remote I/O error. */
  EREMOTEIO(LinuxConstants.EREMOTEIO()),
  /** Disk quota exceeded. */
  EDQUOT(LinuxConstants.EDQUOT()),
  /** No medium found. */
  ENOMEDIUM(LinuxConstants.ENOMEDIUM()),
  /** Wrong medium type. */
  EMEDIUMTYPE(LinuxConstants.EMEDIUMTYPE()),
  /** Operation canceled. */
  ECANCELED(LinuxConstants.ECANCELED()),
  /** Required key not available. */
  ENOKEY(LinuxConstants.ENOKEY()),
  /** Key has expired. */
  EKEYEXPIRED(LinuxConstants.EKEYEXPIRED()),
  /** Key has been revoked. */
  EKEYREVOKED(LinuxConstants.EKEYREVOKED()),
  /** Key was rejected by service. */
  EKEYREJECTED(LinuxConstants.EKEYREJECTED()),
  /** Owner died. */
  EOWNERDEAD(LinuxConstants.EOWNERDEAD()),
  /** State not recoverable. */
  ENOTRECOVERABLE(LinuxConstants.ENOTRECOVERABLE()),
  /** Operation not possible due to RF-kill. */
  ERFKILL(LinuxConstants.ERFKILL()),
  /** Memory page has hardware error. */
  EHWPOISON(LinuxConstants.EHWPOISON());

  private static final Errno[] BY_NUMBER;

  static {
    int largest = 0;
    for (var errno : values()) {
      largest = Math.max(largest, errno.number);
    }
    BY_NUMBER = new Errno[largest + 1];
    for (var errno : values()) {
      BY_NUMBER[errno.number] = errno;
    }
  }

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /**
   * The number.
   *
   * @return the error number, positive
   */
  public int number() {
    return number;
  }

  /**
   * What the system says about the error.
   *
   * @return the text of strerror(3), such as {@code No such file or directory}
   */
  public String text() {
    return LibcProcess.strerror(number);
  }

  /**
   * The error with a number.
   *
   * @param number a positive error number
   * @return the error; empty if the number has no name
   */
  public static Optional<Errno> of(int number) {
    return number >= 0 && number < BY_NUMBER.length
        ? Optional.ofNullable(BY_NUMBER[number])
        : Optional.empty();
  }

  /**
   * Name and text of an error number, for messages.
   *
   * @param number a positive error number
   * @return such as {@code No such file or directory (ENOENT)}
   */
  public static String describe(int number) {
    return LibcProcess.strerror(number)
        + of(number).map(errno -> " (" + errno + ")").orElse(" (errno " + number + ")");
  }
}
