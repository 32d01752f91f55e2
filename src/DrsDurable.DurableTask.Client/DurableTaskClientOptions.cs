using DrsDurable.DurableTask.Converters;

namespace DrsDurable.DurableTask.Client;

public class DurableTaskClientOptions
{
    private DataConverter? dataConverter;

    /// <summary>The version of instances started without one. Default: none.</summary>
    public string DefaultVersion { get; set; } = string.Empty;

    /// <summary>Default, and again when set to <see langword="null"/>: the <see cref="DataConverter"/> among the services, else JSON.</summary>
    public DataConverter DataConverter
    {
        get => dataConverter ?? JsonDataConverter.Default;
        set => dataConverter = value;
    }

    internal void ApplyTo(DurableTaskClientOptions other)
    {
        other.DefaultVersion = DefaultVersion;
        other.dataConverter = dataConverter;
    }

    internal void UseDefaultDataConverter(DataConverter converter) => dataConverter ??= converter;
}
