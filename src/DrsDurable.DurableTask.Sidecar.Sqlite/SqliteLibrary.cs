using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>
/// Chooses the SQLite library once per process: the operating system's if it is 3.40 or newer, else the bundled 3.35.5.
/// </summary>
public static class SqliteLibrary
{
    private const int OldestSystemVersion = 3_040_000;

    private static readonly Lazy<string> Chosen = new(Choose);

    /// <summary>Version of the library in use, for example <c>3.40.1</c>.</summary>
    public static string Version => Chosen.Value;

    /// <summary>Must be called before the first connection of the process is opened; repeated calls are harmless.</summary>
    public static void Load() => _ = Chosen.Value;

    private static string Choose()
    {
        if (IsChosenAlready())
        {
            return raw.sqlite3_libversion().utf8_to_string();
        }

        var system = FindSystemLibrary();
        if (system != 0)
        {
            NativeLibrary.SetDllImportResolver(
                typeof(SQLite3Provider_e_sqlite3).Assembly,
                (name, _, _) => string.Equals(name, "e_sqlite3", StringComparison.Ordinal) ? system : 0);
        }

        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return raw.sqlite3_libversion().utf8_to_string();
    }

    /// <summary>Other code of this process may have used SQLite before; two libraries at once would corrupt each other's locks.</summary>
    private static bool IsChosenAlready()
    {
        try
        {
            return raw.sqlite3_libversion_number() > 0;
        }
#pragma warning disable CA1031 // this library throws a bare Exception when no provider has been set
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static nint FindSystemLibrary()
    {
        string[] names = OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"] : OperatingSystem.IsLinux() ? ["libsqlite3.so.0", "libsqlite3.so"] : [];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var library))
            {
                if (NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var export)
                    && Marshal.GetDelegateForFunctionPointer<VersionNumber>(export)() >= OldestSystemVersion)
                {
                    return library;
                }

                NativeLibrary.Free(library);
            }
        }

        return 0;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
