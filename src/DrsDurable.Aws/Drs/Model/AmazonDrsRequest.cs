using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public abstract class AmazonDrsRequest : AmazonWebServiceRequest;
