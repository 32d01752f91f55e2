using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DrsDurable.Simulator.EventLog;

/// <summary>
/// An append-only file of records, one a line: a checksum, a space, JSON. A record is with the operating system when
/// <see cref="Append"/> returns, so it outlives the process. A last line cut short is a write that never finished and is dropped;
/// anything else that does not read back is an error.
/// </summary>
internal sealed class EventLogFile : IDisposable
{
    private const int ChecksumLength = 16;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _path;
    private readonly FileStream _lock;
    private readonly FileStream _file;

    private EventLogFile(string path, FileStream directoryLock, FileStream file)
    {
        _path = path;
        _lock = directoryLock;
        _file = file;
    }

    /// <exception cref="DataDirectoryInUseException">Another process holds the directory.</exception>
    public static EventLogFile Open(string dataPath)
    {
        var directory = Path.Combine(dataPath, "simulator");
        Directory.CreateDirectory(directory);
        var directoryLock = Lock(directory);
        try
        {
            var path = Path.Combine(directory, "events.log");
            return new EventLogFile(path, directoryLock, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }
    }

    /// <summary>All records so far; afterwards the file stands at its end, a torn last line removed.</summary>
    /// <exception cref="EventLogException">A line does not read back.</exception>
    public IEnumerable<LogRecord> ReadAll()
    {
        _file.Seek(0, SeekOrigin.Begin);
        long length = 0;
        var number = 0;
        using (var reader = new LineReader(_file))
        {
            while (reader.Next() is { } line)
            {
                number++;
                yield return Parse(line, number);
                length = reader.Consumed;
            }
        }

        _file.SetLength(length);
        _file.Seek(length, SeekOrigin.Begin);
    }

    public void Append(LogRecord record)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, _json);
        var line = new byte[ChecksumLength + 1 + json.Length + 1];
        Encoding.ASCII.GetBytes(Checksum(json), line);
        line[ChecksumLength] = (byte)' ';
        json.CopyTo(line, ChecksumLength + 1);
        line[^1] = (byte)'\n';
        _file.Write(line);
    }

    public void Clear()
    {
        _file.SetLength(0);
        _file.Seek(0, SeekOrigin.Begin);
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DataDirectoryInUseException(directory);
        }
    }

    private static string Checksum(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json))[..ChecksumLength];

    private LogRecord Parse(byte[] line, int number)
    {
        var json = line.AsSpan(Math.Min(ChecksumLength + 1, line.Length));
        if (line.Length <= ChecksumLength || Encoding.ASCII.GetString(line, 0, ChecksumLength) != Checksum(json))
        {
            throw Damaged(number, "its checksum does not match");
        }

        try
        {
            return JsonSerializer.Deserialize<LogRecord>(json, _json) ?? throw Damaged(number, "it is empty");
        }
        catch (JsonException error)
        {
            throw Damaged(number, error.Message);
        }
    }

    private EventLogException Damaged(int number, string problem) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{_path} is damaged at line {number}: {problem}. Restore the file, or delete the directory to begin anew."));

    /// <summary>Complete lines of a stream; what follows the last line feed is left over.</summary>
    private sealed class LineReader(Stream stream) : IDisposable
    {
        private readonly MemoryStream _rest = new();
        private byte[] _block = new byte[64 * 1024];
        private int _start;
        private int _end;

        /// <summary>Bytes up to and including the last line returned.</summary>
        public long Consumed { get; private set; }

        public byte[]? Next()
        {
            while (true)
            {
                var feed = Array.IndexOf(_block, (byte)'\n', _start, _end - _start);
                if (feed >= 0)
                {
                    _rest.Write(_block, _start, feed - _start);
                    _start = feed + 1;
                    var line = _rest.ToArray();
                    _rest.SetLength(0);
                    Consumed += line.Length + 1;
                    return line;
                }

                _rest.Write(_block, _start, _end - _start);
                _start = 0;
                _end = stream.Read(_block, 0, _block.Length);
                if (_end == 0)
                {
                    return null;
                }
            }
        }

        public void Dispose() => _rest.Dispose();
    }
}
